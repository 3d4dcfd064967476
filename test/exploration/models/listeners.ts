import type { Model } from '../model.ts';
import { delays } from './delays.ts';

/**
 * Listeners that do not only listen: from within what they hear of they throw, leave, push, rejoin, or end the
 * connection, so that every act may come in the middle of another one.
 *
 * Bounds: 1 such listener; 1 join beside the first, 1 leave, 1 push, 1 message, 1 crash or stop, 1 cut, joins refused from
 * some time on. Parcels and timers come in any order, without a bound; queues of 3.
 */
export const listeners: Model = {
  name: 'listeners',
  topics: ['a'],
  options: { input: delays },
  begin: [{ act: 'join', topic: 'a', params: 'value' }],
  acts: [
    { act: 'up' },
    { act: 'down' },
    { act: 'late' },
    { act: 'tick' },
    { act: 'network', is: 'up' },
    ...(['joined', 'join.failed', 'crashed', 'closed', 'left', 'connected', 'connection.lost'] as const).flatMap((to) =>
      (['leaves', 'rejoins', 'pushes', 'disconnects', 'reconnects'] as const).map(
        (by) => ({ act: 'react', topic: 'a', to, by }) as const,
      ),
    ),
    ...(['throws', 'leaves', 'rejoins', 'disconnects'] as const).map(
      (by) => ({ act: 'react', topic: 'a', to: 'message', by }) as const,
    ),
    { act: 'joins', get: 'error' },
    { act: 'join', topic: 'a', params: 'value' },
    { act: 'leave', topic: 'a' },
    { act: 'push', topic: 'a', kind: 'echo', timeoutMs: 400 },
    { act: 'message', topic: 'a' },
    { act: 'crash', topic: 'a' },
    { act: 'stop', topic: 'a' },
    { act: 'cut' },
  ],
  limits: [
    { acts: ['react'], times: 1 },
    { acts: ['joins'], times: 1 },
    { acts: ['join'], times: 1 },
    { acts: ['leave'], times: 1 },
    { acts: ['push'], times: 1 },
    { acts: ['message'], times: 1 },
    { acts: ['crash', 'stop'], times: 1 },
    { acts: ['cut'], times: 1 },
  ],
  queue: 3,
};
