/**
 * Keeps an object out of the reactive state of user interfaces. Vue and Alpine put a proxy before every object that is
 * reached through their state, and private fields can not be reached through a proxy. They leave alone what can not be
 * extended (`getTargetType` of `@vue/reactivity`). Svelte, Solid and MobX only wrap plain objects.
 *
 * An object whose snapshot may stand in such state calls this at the end of its constructor.
 */
export function keepOutOfProxies(object: object): void {
  Object.preventExtensions(object);
}
