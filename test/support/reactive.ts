/**
 * Deep state as the reactivity of Vue and Alpine makes it: whatever object is reached through it is a proxy, but for what can
 * not be extended, and for objects of the platform's own kinds.
 */
export function reactive<T extends object>(target: T): T {
  if (!isWrapped(target)) return target;
  return new Proxy(target, {
    get: (object, key, receiver) => {
      const value: unknown = Reflect.get(object, key, receiver);
      return typeof value === 'object' && value !== null ? reactive(value) : value;
    },
  });
}

function isWrapped(value: object): boolean {
  const kind = Object.prototype.toString.call(value);
  return Object.isExtensible(value) && (kind === '[object Object]' || kind === '[object Array]');
}
