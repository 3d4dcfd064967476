import type { Model } from '../model.ts';
import { delays } from './delays.ts';

/**
 * A line that is dead and does not say so: nothing gets through, nobody is told. The heartbeat finds out, or a sign of
 * life from the device after it slept, or a push that comes too late.
 *
 * Bounds: 2 lines frozen or cut, 1 change of the network, 1 sign of the device, 1 sleep of 700 ms (longer than a
 * heartbeat and the time for its answer), 1 push, joins held from some time on, 1 disconnect, 1 reconnect, 1 leave.
 * Parcels and timers come in any order, without a bound; queues of 3.
 */
export const halfOpen: Model = {
  name: 'half-open',
  topics: ['a'],
  options: { input: { ...delays, heartbeatIntervalMs: 400, heartbeatTimeoutMs: 200 } },
  begin: [{ act: 'network', is: 'up' }, { act: 'join', topic: 'a', params: 'value' }, { act: 'up' }, { act: 'down' }],
  acts: [
    { act: 'up' },
    { act: 'down' },
    { act: 'late' },
    { act: 'tick' },
    { act: 'elapse', ms: 1_000 },
    { act: 'freeze' },
    { act: 'cut' },
    { act: 'network', is: 'hanging' },
    { act: 'network', is: 'up' },
    { act: 'wake', by: 'network.online' },
    { act: 'wake', by: 'page.hidden' },
    { act: 'sleep', ms: 700 },
    { act: 'push', topic: 'a', kind: 'echo', timeoutMs: 500 },
    { act: 'joins', get: 'held' },
    { act: 'answer', status: 'ok' },
    { act: 'disconnect' },
    { act: 'reconnect' },
    { act: 'leave', topic: 'a' },
  ],
  limits: [
    { acts: ['freeze', 'cut'], times: 2 },
    { acts: ['network'], times: 1 },
    { acts: ['wake'], times: 1 },
    { acts: ['sleep'], times: 1 },
    { acts: ['push'], times: 1 },
    { acts: ['joins'], times: 1 },
    { acts: ['disconnect'], times: 1 },
    { acts: ['reconnect'], times: 1 },
    { acts: ['leave'], times: 1 },
  ],
  queue: 3,
};
