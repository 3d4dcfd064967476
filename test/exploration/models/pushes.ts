import type { Model } from '../model.ts';
import { delays } from './delays.ts';

/**
 * The pushes of one topic, which is joined, left, crashes, loses its connection and joins again under them: answered,
 * refused, never answered, answered late or twice, given up, expired, kept until they can be written.
 *
 * Bounds: 2 pushes with short or long deadlines, 1 cast, 1 of them given up; a buffer of 2; 1 join beside the first, 1
 * leave, 1 rejoin; 1 cut, 1 crash; 1 frame delivered again, of the last 2. Parcels, late replies and timers come in any
 * order, without a bound; queues of 3.
 */
export const pushes: Model = {
  name: 'pushes',
  topics: ['a'],
  options: { input: { ...delays, pushBuffer: { max: 2, overflow: 'drop-oldest' } } },
  begin: [{ act: 'network', is: 'up' }, { act: 'join', topic: 'a', params: 'value' }, { act: 'up' }, { act: 'down' }],
  acts: [
    { act: 'up' },
    { act: 'down' },
    { act: 'tick' },
    { act: 'push', topic: 'a', kind: 'echo', timeoutMs: 200 },
    { act: 'push', topic: 'a', kind: 'later', timeoutMs: 400 },
    { act: 'push', topic: 'a', kind: 'refuse', timeoutMs: 400 },
    { act: 'push', topic: 'a', kind: 'stop', timeoutMs: 400 },
    { act: 'cast', topic: 'a' },
    { act: 'abort' },
    { act: 'reply' },
    { act: 'join', topic: 'a', params: 'value' },
    { act: 'leave', topic: 'a' },
    { act: 'rejoin', topic: 'a' },
    { act: 'crash', topic: 'a' },
    { act: 'cut' },
    { act: 'again', back: 1 },
    { act: 'again', back: 2 },
  ],
  limits: [
    { acts: ['push'], times: 2 },
    { acts: ['cast'], times: 1 },
    { acts: ['abort'], times: 1 },
    { acts: ['join'], times: 1 },
    { acts: ['leave'], times: 1 },
    { acts: ['rejoin'], times: 1 },
    { acts: ['crash'], times: 1 },
    { acts: ['cut'], times: 1 },
    { acts: ['again'], times: 1 },
  ],
  queue: 3,
};
