import type { Model } from '../model.ts';
import { delays } from './delays.ts';

/**
 * A socket that takes no more: what is unsent is above `maxBufferedAmount` as soon as one frame is, so that pushes wait
 * although their topic is joined, while joins, leaves and the close go on.
 *
 * Bounds: 3 pushes or casts, 1 of them given up, a buffer of 2; two topics, 1 join beside the first two, 1 leave; 1 cut,
 * 1 crash, 1 disconnect, 1 connect. Parcels and timers come in any order, without a bound; queues of 3.
 */
export const backPressure: Model = {
  name: 'back-pressure',
  topics: ['a', 'b'],
  options: { input: { ...delays, maxBufferedAmount: 10, pushBuffer: { max: 2 } } },
  begin: [
    { act: 'network', is: 'up' },
    { act: 'join', topic: 'a', params: 'value' },
    { act: 'join', topic: 'b', params: 'value' },
    { act: 'up' },
    { act: 'up' },
    { act: 'down' },
    { act: 'down' },
  ],
  acts: [
    { act: 'up' },
    { act: 'down' },
    { act: 'tick' },
    { act: 'push', topic: 'a', kind: 'echo', timeoutMs: 200 },
    { act: 'push', topic: 'b', kind: 'echo', timeoutMs: 300 },
    { act: 'cast', topic: 'a' },
    { act: 'abort' },
    { act: 'join', topic: 'a', params: 'value' },
    { act: 'leave', topic: 'a' },
    { act: 'leave', topic: 'b' },
    { act: 'crash', topic: 'a' },
    { act: 'cut' },
    { act: 'disconnect' },
    { act: 'connect' },
  ],
  limits: [
    { acts: ['push', 'cast'], times: 3 },
    { acts: ['abort'], times: 1 },
    { acts: ['join'], times: 1 },
    { acts: ['leave'], times: 1 },
    { acts: ['crash'], times: 1 },
    { acts: ['cut'], times: 1 },
    { acts: ['disconnect'], times: 1 },
    { acts: ['connect'], times: 1 },
  ],
  queue: 3,
};
