/** The params of `connect`: the query of the url, nested as Plug nests it (`a[b]=1` is `{ a: { b: '1' } }`). */
export interface Params {
  readonly [key: string]: string | Params | readonly (string | Params)[];
}

type Value = string | Tree | (string | Tree)[];
interface Tree {
  [key: string]: Value;
}

/** Reads a query as `Plug.Conn.Query` does: `a[b]=1` is a map, `a[]=1` a list. Of two equal names the last one wins. */
export function decodeQuery(query: URLSearchParams): Params {
  const root: Tree = Object.create(null);
  for (const [name, value] of query) {
    const [, head = name, rest = ''] = /^([^[]+)((?:\[[^\]]*\])*)$/.exec(name) ?? [];
    const path = [head, ...Array.from(rest.matchAll(/\[([^\]]*)\]/g), ([, key = '']) => key)];
    put(root, path, value);
  }
  return root;
}

function put(tree: Tree, [key = '', next, ...rest]: readonly string[], value: string): void {
  const old = tree[key];
  if (next === undefined) tree[key] = value;
  else if (next === '') {
    const list = Array.isArray(old) ? old : [];
    tree[key] = list;
    if (rest.length === 0) list.push(value);
    else {
      const item: Tree = Object.create(null);
      put(item, rest, value);
      list.push(item);
    }
  } else {
    const inner: Tree = typeof old === 'object' && !Array.isArray(old) ? old : Object.create(null);
    tree[key] = inner;
    put(inner, [next, ...rest], value);
  }
}
