/** A `Map` or a `Set`. */
interface Collection<Item> {
  readonly size: number;
  values(): Iterable<Item>;
  clear(): void;
}

/** Takes all values out of a collection. */
export function emptied<Item>(collection: Collection<Item> | null): readonly Item[] {
  if (collection === null || collection.size === 0) return [];
  const items = [...collection.values()];
  collection.clear();
  return items;
}
