/**
 * A queue that any member may leave. Finding the first one takes constant time. A new iterator over a `Map` would have to
 * skip all deleted entries each time.
 */
export class Line<Value> {
  readonly #places = new Map<string, Value>();
  /** Those that have not been first yet. An iterator of a map also visits entries that are added later. */
  #rest = this.#places.entries();
  #first: readonly [string, Value] | undefined;

  get size(): number {
    return this.#places.size;
  }

  get first(): readonly [string, Value] | undefined {
    this.#first ??= this.#next();
    return this.#first;
  }

  get(name: string): Value | undefined {
    return this.#places.get(name);
  }

  /** Adds a member at the end. A member that is in the line already moves there. */
  join(name: string, value: Value): void {
    this.leave(name);
    this.#places.set(name, value);
  }

  /** @returns Whether the member was in the line. */
  leave(name: string): boolean {
    if (this.#first?.[0] === name) this.#first = undefined;
    return this.#places.delete(name);
  }

  clear(): void {
    this.#places.clear();
    this.#begin();
  }

  /** A map makes a new table when it is cleared, and an iterator that stands still keeps all tables since it was made. */
  #begin(): void {
    this.#rest = this.#places.entries();
    this.#first = undefined;
  }

  /** When the iterator is done, the line is empty. */
  #next(): readonly [string, Value] | undefined {
    const { done, value } = this.#rest.next();
    if (!done) return value;
    this.#begin();
    return undefined;
  }
}
