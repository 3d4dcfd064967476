import { createActor } from 'xstate';

/**
 * Makes a client: `interpret(clientMachine, { input }).start()`. It is XState's `createActor` under another name.
 * XState's own `interpret` is the same, but deprecated, so editors strike it through.
 */
export const interpret: typeof createActor = createActor;
