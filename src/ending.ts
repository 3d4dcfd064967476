/** `Symbol.asyncDispose`, where the compiler knows it (`lib: esnext.disposable`, or the types of Node), and nothing elsewhere. */
type AsyncDispose = SymbolConstructor extends { readonly asyncDispose: infer Key extends symbol } ? Key : never;

/** What `await using` ends at the end of its block. */
export type AsyncEnding = { readonly [Key in AsyncDispose]: () => Promise<void> };

/** @internal Platforms without the symbol have no use for it. It is looked up at each call, since it may be a polyfill's. */
export function ending(end: () => Promise<unknown>): AsyncEnding;
export function ending(end: () => Promise<unknown>): object {
  const key: unknown = Reflect.get(Symbol, 'asyncDispose');
  return typeof key === 'symbol' ? { [key]: () => end().then(() => {}) } : {};
}
