import { type DelayOwner, guardDelays } from '../delays.ts';
import { guardCallbacks } from './callbacks.guard.ts';
import { clientChart } from './client.machine.ts';
import { persistable } from './client.persistence.ts';
import type { ClientContext } from './client.ref.ts';
import { restartableClient } from './client.restart.ts';

/**
 * A client of a Phoenix endpoint: `interpret(clientMachine, { input: { url } }).start()`.
 *
 * A bad input is the actor's initial error, a {@link ConfigurationError}.
 */
export const clientMachine = toClient(clientChart);

/** Gives a chart what XState's charts have no word for, and whatever is made of it by `provide` as well. */
function toClient(chart: typeof clientChart): typeof clientChart {
  const { provide } = chart;
  chart.provide = (given) =>
    toClient(provide.call(chart, guardDelays(guardCallbacks(given), chart.implementations.delays, ownerOf)));
  return restartableClient(persistable(chart));
}

function ownerOf({ connection }: ClientContext): DelayOwner {
  return { owner: connection, topic: null };
}
