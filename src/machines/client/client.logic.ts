import { type DelayOwner, guardDelays } from '../delays.ts';
import { guardCallbacks } from './callbacks.guard.ts';
import { withCallbackLane } from './callbacks.lane.ts';
import { clientChart } from './client.machine.ts';
import { persistable } from './client.persistence.ts';
import type { ClientContext } from './client.ref.ts';
import { restartableClient } from './client.restart.ts';

/**
 * The type of {@link clientMachine}: an XState state machine.
 *
 * Its context is {@link ClientContext}, its states are {@link ClientState}, its tags {@link ClientTag}. It takes
 * {@link ClientInput} and {@link ClientEvent}, emits {@link ClientEmitted}, and its output is {@link ClientOutput}. An actor
 * of it is a {@link ClientRef}. XState's own helpers take it as well: `ActorRefFrom<ClientMachine>`.
 */
export type ClientMachine = typeof clientChart;

type Implementations = Parameters<ClientMachine['provide']>[0];

/**
 * What `clientMachine.provide()` takes: replacements for parts of the chart, by their names. All are optional.
 *
 * - `actions`: the handlers, named as in {@link ClientHandlers}: `onConnect`, `onMessage` and so on.
 * - `delays`, in milliseconds: `reconnectDelay`, `heartbeatInterval` and so on. If one gives no number, this is reported as
 *   `listener.failed`, and the one it replaced is used.
 * - `guards`: `willReconnect` and so on.
 */
export interface ClientImplementations extends Implementations {}

/**
 * A client of a Phoenix endpoint: `interpret(clientMachine, { input: { url } }).start()`.
 *
 * If the input is bad, the actor has the status `error` from the start, with a {@link ConfigurationError}.
 */
export const clientMachine: ClientMachine = toClient(clientChart);

/**
 * Adds what a chart can not do: guarded callbacks and delays, a lane for messages, restarts and persistence. Also for what
 * `provide` returns.
 */
function toClient(chart: ClientMachine): ClientMachine {
  const { provide } = chart;
  chart.provide = (given) =>
    toClient(provide.call(chart, guardDelays(guardCallbacks(given), chart.implementations.delays, ownerOf)));
  return restartableClient(persistable(withCallbackLane(chart)));
}

function ownerOf({ connection }: ClientContext): DelayOwner {
  return { owner: connection, topic: null };
}
