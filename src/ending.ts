/** `Symbol.asyncDispose` if the compiler knows it (by `lib: esnext.disposable` or the types of Node), else `never`. */
type AsyncDispose = SymbolConstructor extends { readonly asyncDispose: infer Key extends symbol } ? Key : never;

/** An object for `await using`. */
export type AsyncEnding = { readonly [Key in AsyncDispose]: () => Promise<void> };

/**
 * @internal Returns `{}` on platforms without the symbol. It is looked up at each call, since a polyfill may add it.
 */
export function ending(end: () => Promise<unknown>): AsyncEnding;
export function ending(end: () => Promise<unknown>): object {
  const key: unknown = Reflect.get(Symbol, 'asyncDispose');
  return typeof key === 'symbol' ? { [key]: () => end().then(() => {}) } : {};
}
