import type { Model } from '../model.ts';
import { delays } from './delays.ts';

/**
 * Params that have to be asked for: of a function that answers at once, by a promise at once or later, or throws; and
 * changed in the middle of a join.
 *
 * Bounds: 2 joins, 1 leave, 1 rejoin, 1 cut, joins refused from some time on, 1 crash; 1 frame delivered again, of the
 * last 2. Parcels, answers of those functions and timers come in any order, without a bound; queues of 3.
 */
export const params: Model = {
  name: 'params',
  topics: ['a'],
  options: { input: delays },
  begin: [{ act: 'network', is: 'up' }],
  acts: [
    { act: 'up' },
    { act: 'down' },
    { act: 'tick' },
    { act: 'join', topic: 'a', params: 'value' },
    { act: 'join', topic: 'a', params: 'function' },
    { act: 'join', topic: 'a', params: 'promise' },
    { act: 'join', topic: 'a', params: 'later' },
    { act: 'params', asked: 'first' },
    { act: 'params', asked: 'last' },
    { act: 'join', topic: 'a', params: 'throws' },
    { act: 'leave', topic: 'a' },
    { act: 'rejoin', topic: 'a' },
    { act: 'joins', get: 'error' },
    { act: 'crash', topic: 'a' },
    { act: 'cut' },
    { act: 'again', back: 1 },
    { act: 'again', back: 2 },
  ],
  limits: [
    { acts: ['join'], times: 2 },
    { acts: ['leave'], times: 1 },
    { acts: ['rejoin'], times: 1 },
    { acts: ['joins'], times: 1 },
    { acts: ['crash'], times: 1 },
    { acts: ['cut'], times: 1 },
    { acts: ['again'], times: 1 },
  ],
  queue: 3,
};
