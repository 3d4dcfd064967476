/** A growing list that can be waited on: tests wait for what they expect, and never for time. */
export class Log<Item> {
  readonly items: Item[] = [];
  #waiting: (() => void)[] = [];
  #taken = 0;

  readonly add = (item: Item): void => {
    this.items.push(item);
    for (const wake of this.#waiting.splice(0)) wake();
  };

  /** Resolves as soon as the list satisfies `enough`. */
  async until(enough: (items: readonly Item[]) => boolean): Promise<readonly Item[]> {
    while (!enough(this.items)) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    return this.items;
  }

  /** The next item that nobody has taken yet. */
  async take(): Promise<Item> {
    const index = this.#taken++;
    await this.until(({ length }) => length > index);
    return this.items[index] as Item;
  }
}
