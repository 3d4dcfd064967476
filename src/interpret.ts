import { createActor } from 'xstate';

/**
 * Makes an actor of a machine: `interpret(clientMachine, { input }).start()`. It is XState's `createActor` itself, under the name
 * that services are started by. XState marks its own `interpret` as deprecated, and editors strike it through.
 */
export const interpret: typeof createActor = createActor;
