/**
 * A line that anybody in it may leave. Who is first is found at once, however many have gone: a look through the map would
 * pass all places that were left.
 */
export class Line<Value> {
  readonly #places = new Map<string, Value>();
  /** Those that have not been first yet. An iterator of a map goes on with whoever is added behind it. */
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

  /** Takes the last place; whoever has one already gives it up. */
  join(name: string, value: Value): void {
    this.leave(name);
    this.#places.set(name, value);
  }

  /** @returns Whether there was a place. */
  leave(name: string): boolean {
    if (this.#first?.[0] === name) this.#first = undefined;
    return this.#places.delete(name);
  }

  clear(): void {
    this.#places.clear();
    this.#first = undefined;
  }

  /** At the end of the line nobody is left in it. */
  #next(): readonly [string, Value] | undefined {
    const { done, value } = this.#rest.next();
    if (!done) return value;
    this.#rest = this.#places.entries();
    return undefined;
  }
}
