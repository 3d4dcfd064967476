/**
 * Keeps Vue and Alpine from wrapping an object in a proxy. They wrap every object that is reached through their state, and
 * private fields do not work through a proxy. They do not wrap objects that can not be extended (`getTargetType` of
 * `@vue/reactivity`). Svelte, Solid and MobX only wrap plain objects.
 *
 * A class with private fields whose instances may be in a snapshot calls this at the end of its constructor. No class may extend
 * that class, since its own fields could not be added: Metro makes properties of private fields, and
 * https://github.com/syg/proposal-nonextensible-applies-to-private wants engines to treat both alike.
 */
export function keepOutOfProxies(object: object): void {
  Object.preventExtensions(object);
}
