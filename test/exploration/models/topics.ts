import type { Model } from '../model.ts';
import { delays } from './delays.ts';

/**
 * A client with two topics, a server, and every fault a network has: parcels that come late, on a line that was given
 * up too; that are lost with their line, when it is cut or freezes; that come twice; attempts that hang or fail.
 *
 * Bounds: 3 joins, 2 leaves, 1 rejoin, 1 disconnect, 1 connect; 1 crash; joins answered at once or late, with 1 change;
 * 2 lines cut or frozen, 2 changes of the network; 1 frame delivered again, of the last 2; 1 push and 1 broadcast. Parcels
 * and timers come in any order, without a bound; queues of 3.
 */
export const topics: Model = {
  name: 'topics',
  topics: ['a', 'b'],
  options: { input: { ...delays, heartbeatIntervalMs: 400, heartbeatTimeoutMs: 200 } },
  begin: [],
  acts: [
    { act: 'up' },
    { act: 'down' },
    { act: 'late' },
    { act: 'tick' },
    { act: 'network', is: 'up' },
    { act: 'network', is: 'down' },
    { act: 'cut' },
    { act: 'freeze' },
    { act: 'join', topic: 'a', params: 'value' },
    { act: 'join', topic: 'b', params: 'value' },
    { act: 'leave', topic: 'a' },
    { act: 'leave', topic: 'b' },
    { act: 'rejoin', topic: 'a' },
    { act: 'connect' },
    { act: 'disconnect' },
    { act: 'joins', get: 'held' },
    { act: 'joins', get: 'ok' },
    { act: 'answer', status: 'ok' },
    { act: 'answer', status: 'error' },
    { act: 'crash', topic: 'a' },
    { act: 'broadcast', topic: 'a' },
    { act: 'push', topic: 'a', kind: 'echo', timeoutMs: 200 },
    { act: 'again', back: 1 },
    { act: 'again', back: 2 },
  ],
  limits: [
    { acts: ['network'], times: 2 },
    { acts: ['cut', 'freeze'], times: 2 },
    { acts: ['join'], times: 3 },
    { acts: ['leave'], times: 2 },
    { acts: ['rejoin'], times: 1 },
    { acts: ['connect'], times: 1 },
    { acts: ['disconnect'], times: 1 },
    { acts: ['joins'], times: 1 },
    { acts: ['crash'], times: 1 },
    { acts: ['broadcast'], times: 1 },
    { acts: ['push'], times: 1 },
    { acts: ['again'], times: 1 },
  ],
  queue: 3,
};
