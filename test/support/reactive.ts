/**
 * Deep state like that of Vue and Alpine: every object that is reached through it is a proxy, except frozen ones and objects
 * of the platform's classes.
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
