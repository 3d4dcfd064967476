/** A `Map` or a `Set`. */
interface Collection<Item> {
  values(): Iterable<Item>;
  clear(): void;
}

/** Takes all values out of a collection. */
export function emptied<Item>(collection: Collection<Item> | null): readonly Item[] {
  const items = [...(collection?.values() ?? [])];
  collection?.clear();
  return items;
}
