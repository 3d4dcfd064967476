import { clientChart } from './client.machine.ts';
import { persistable } from './client.persistence.ts';

/**
 * A client of a Phoenix endpoint: `interpret(clientMachine, { input: { url } }).start()`.
 *
 * A bad input is the actor's initial error, a {@link ConfigurationError}.
 */
export const clientMachine = persistable(clientChart);
