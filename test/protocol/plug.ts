/** A query as Plug decodes it: text, lists and maps. */
export type Decoded = string | Decoded[] | { [key: string]: Decoded };

/** Reads a query as `Plug.Conn.Query` does: `a[b]` is a map, `a[]` appends to a list, the last of two wins. */
export function decodeQuery(query: string): { [key: string]: Decoded } {
  const root: { [key: string]: Decoded } = {};
  for (const pair of query.split('&').filter((part) => part !== '')) {
    const [key = '', value = ''] = pair.split('=').map((part) => decodeURIComponent(part.replaceAll('+', ' ')));
    const open = key.indexOf('[');
    const path = open < 0 ? [key] : [key.slice(0, open), ...key.slice(open + 1, -1).split('][')];
    put(root, path, value);
  }
  return root;
}

function put(into: { [key: string]: Decoded }, [key = '', next, ...rest]: readonly string[], value: string): void {
  const there = Object.hasOwn(into, key) ? into[key] : undefined;
  if (next === undefined) set(into, key, value);
  else if (next === '') set(into, key, [...(Array.isArray(there) ? there : []), value]);
  else {
    const map = typeof there === 'object' && !Array.isArray(there) ? there : {};
    put(map, [next, ...rest], value);
    set(into, key, map);
  }
}

/** Unlike an assignment, this can make a key `__proto__`. */
function set(into: { [key: string]: Decoded }, key: string, value: Decoded): void {
  Object.defineProperty(into, key, { value, enumerable: true, configurable: true, writable: true });
}
