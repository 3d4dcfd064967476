import type { Model } from '../model.ts';
import { delays } from './delays.ts';

/**
 * A page that is frozen, suspended and shown again, with a client that disconnects when it has no topic for a while.
 *
 * Bounds: 3 signs of the page, 1 end of a line, 1 change of the network, 2 joins, 1 leave, 1 connect. Parcels and timers
 * come in any order, without a bound; queues of 3.
 */
export const page: Model = {
  name: 'page',
  topics: ['a'],
  options: { input: { ...delays, heartbeatIntervalMs: 0, idleDisconnectMs: 300 } },
  begin: [{ act: 'network', is: 'up' }],
  acts: [
    { act: 'up' },
    { act: 'down' },
    { act: 'late' },
    { act: 'tick' },
    { act: 'elapse', ms: 1_000 },
    { act: 'wake', by: 'page.suspended' },
    { act: 'wake', by: 'page.frozen' },
    { act: 'wake', by: 'page.visible' },
    { act: 'wake', by: 'network.online' },
    { act: 'join', topic: 'a', params: 'value' },
    { act: 'leave', topic: 'a' },
    { act: 'stop', topic: 'a' },
    { act: 'cut' },
    { act: 'connect' },
    { act: 'network', is: 'down' },
    { act: 'network', is: 'up' },
  ],
  limits: [
    { acts: ['wake'], times: 3 },
    { acts: ['cut', 'network'], times: 1 },
    { acts: ['join'], times: 2 },
    { acts: ['leave', 'stop'], times: 1 },
    { acts: ['connect'], times: 1 },
  ],
  queue: 3,
};
