import type { Model } from '../model.ts';
import { delays } from './delays.ts';

/**
 * One topic on one connection: joins that are answered at once, late, by a refusal or not at all, leaves and rejoins in
 * between, a channel that crashes or stops, and frames that are delivered twice.
 *
 * Bounds: 2 joins, 1 leave, 1 rejoin; 1 change of what joins get; 1 crash or stop; 1 message; 1 frame delivered again,
 * out of the last 3; 1 cut. Parcels, late answers and timers come in any order, without a bound; queues of 3.
 */
export const topic: Model = {
  name: 'topic',
  topics: ['a'],
  options: { input: delays },
  begin: [{ act: 'network', is: 'up' }],
  acts: [
    { act: 'up' },
    { act: 'down' },
    { act: 'tick' },
    { act: 'elapse', ms: 1_000 },
    { act: 'join', topic: 'a', params: 'value' },
    { act: 'leave', topic: 'a' },
    { act: 'rejoin', topic: 'a' },
    { act: 'joins', get: 'ok' },
    { act: 'joins', get: 'error' },
    { act: 'joins', get: 'hopeless' },
    { act: 'joins', get: 'held' },
    { act: 'answer', status: 'ok' },
    { act: 'answer', status: 'error' },
    { act: 'crash', topic: 'a' },
    { act: 'stop', topic: 'a' },
    { act: 'message', topic: 'a' },
    { act: 'again', back: 1 },
    { act: 'again', back: 2 },
    { act: 'again', back: 3 },
    { act: 'cut' },
  ],
  limits: [
    { acts: ['join'], times: 2 },
    { acts: ['leave'], times: 1 },
    { acts: ['rejoin'], times: 1 },
    { acts: ['joins'], times: 1 },
    { acts: ['crash', 'stop'], times: 1 },
    { acts: ['message'], times: 1 },
    { acts: ['again'], times: 1 },
    { acts: ['cut'], times: 1 },
  ],
  queue: 3,
};
