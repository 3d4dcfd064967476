import type { Act, Reaction } from '../proof/acts.ts';
import type { Random } from '../proof/random.ts';
import type { Climate } from './climate.ts';

const reactions: readonly Reaction[] = [
  'nothing',
  'throws',
  'leaves',
  'pushes',
  'rejoins',
  'disconnects',
  'reconnects',
];
const signs = [
  ...(['network.online', 'network.offline', 'page.hidden', 'page.visible', 'page.resumed'] as const),
  ...(['page.frozen', 'page.suspended'] as const),
];
const heardOf = ['message', 'joined', 'crashed', 'closed', 'join.failed', 'left'].concat([
  'connected',
  'connection.lost',
  'connect.failed',
  'disconnected',
  'heartbeat',
  'frame.dropped',
]);

/** What happens next. Not all of it can happen in every state of a world; then it does not. */
export function nextAct(random: Random, { topics, weights }: Climate): Act {
  const kind = random.weighted(weights);
  const topic = random.pick(topics);
  switch (kind) {
    case 'join':
      return random.chance(0.7)
        ? { act: kind, topic }
        : { act: kind, topic, params: random.pick(['value', 'function', 'promise', 'throws']) };
    case 'push': {
      const what = random.pick([
        'echo',
        'echo',
        'echo',
        'refuse',
        'silent',
        'later',
        'later',
        'crash',
        'stop',
      ] as const);
      return random.chance(0.7)
        ? { act: kind, topic, kind: what }
        : { act: kind, topic, kind: what, timeoutMs: random.pick([1, 50, 500, 20_000]) };
    }
    case 'await':
      return {
        act: kind,
        topic,
        what: random.pick(['join', 'leave', 'message', 'connect', 'disconnect', 'ping']),
        timeoutMs: random.pick([10, 1_000, 50_000]),
      };
    case 'react':
      return { act: kind, topic, to: random.pick(heardOf), by: random.pick(reactions) };
    case 'wake':
      return {
        act: kind,
        by: random.pick(signs),
      };
    case 'joins':
      return {
        act: kind,
        get: random.pick(['ok', 'ok', 'ok', 'error', 'hopeless', 'held', 'held', 'slow', 'slow', 'crash', 'drop']),
      };
    case 'answer':
      return { act: kind, status: random.pick(['ok', 'ok', 'error']) };
    case 'params':
      return { act: kind, asked: random.pick(['first', 'last']) };
    case 'close':
      return { act: kind, code: random.pick([1000, 1001, 1011, 1012, 4000]) };
    case 'network':
      return { act: kind, is: random.pick(['up', 'up', 'up', 'hanging', 'down', 401, 403, 404, 503]) };
    case 'again':
      return { act: kind, back: 1 + random.int(random.pick([3, 20])) };
    case 'elapse':
      return { act: kind, ms: random.pick([0, 1, 1, 5, 5, 20, 20, 100, 100, 500, 2_000, 5_000]) };
    case 'attend':
      return { act: kind, topic: random.pick(topics), to: random.pick(['join', 'push']) };
    case 'burst':
      return { act: kind, topic: random.pick(topics), ...(random.chance(0.2) && { and: 'cut' }) };
    case 'sleep':
      return { act: kind, ms: random.pick([1_000, 30_000, 3_600_000]) };
    case 'leave':
    case 'rejoin':
    case 'cast':
    case 'message':
    case 'broadcast':
    case 'crash':
    case 'stop':
      return { act: kind, topic };
    default:
      return { act: kind };
  }
}
