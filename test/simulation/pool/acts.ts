import type { Random } from '../../proof/random.ts';

/** What happens in a world of a pool. */
export type PoolAct =
  | { readonly act: 'join'; readonly topic: string }
  | { readonly act: 'crash' | 'stop'; readonly topic: string }
  | { readonly act: 'leave' | 'rejoin'; readonly topic: string }
  | { readonly act: 'push'; readonly topic: string; readonly event: 'echo' | 'silent' }
  | { readonly act: 'many'; readonly count: number }
  | { readonly act: 'cut'; readonly index: number; readonly code: 1006 | 4000 }
  | { readonly act: 'freeze'; readonly index: number }
  | { readonly act: 'network'; readonly is: 'accept' | 'stall' | 'unplug' | 403 | 503 }
  | { readonly act: 'answers'; readonly are: 'ok' | 'error' | 'hopeless' }
  | { readonly act: 'page'; readonly is: 'network.online' | 'network.offline' | 'page.suspended' | 'page.visible' }
  | { readonly act: 'connect' | 'disconnect' | 'forget' | 'reconnect' | 'restart' | 'outage' | 'deploy' }
  | { readonly act: 'elapse'; readonly ms: number };

const weights: readonly (readonly [weight: number, kind: PoolAct['act']])[] = [
  [8, 'join'],
  [5, 'leave'],
  [1, 'rejoin'],
  [2, 'crash'],
  [1, 'stop'],
  [8, 'push'],
  [2, 'many'],
  [6, 'cut'],
  [1, 'freeze'],
  [2, 'network'],
  [1, 'answers'],
  [1, 'page'],
  [0.6, 'connect'],
  [0.3, 'disconnect'],
  [0.2, 'forget'],
  [0.3, 'reconnect'],
  [0.3, 'restart'],
  [0.5, 'outage'],
  [0.3, 'deploy'],
  [14, 'elapse'],
];

/** What happens next. */
export function nextAct(random: Random, topics: readonly string[]): PoolAct {
  const act = random.weighted(weights);
  const topic = random.pick(topics);
  switch (act) {
    case 'join':
      return { act, topic };
    case 'crash':
    case 'stop':
      return { act, topic };
    case 'leave':
    case 'rejoin':
      return { act, topic };
    case 'push':
      return { act, topic, event: random.chance(0.8) ? 'echo' : 'silent' };
    case 'many':
      return { act, count: random.between(2, topics.length) };
    case 'cut':
      return { act, index: random.int(8), code: random.chance(0.6) ? 1006 : 4000 };
    case 'freeze':
      return { act, index: random.int(8) };
    case 'network':
      return { act, is: random.pick(['accept', 'accept', 'accept', 'stall', 'unplug', 403, 503]) };
    case 'answers':
      return { act, are: random.pick(['ok', 'ok', 'ok', 'error', 'hopeless']) };
    case 'page':
      return { act, is: random.pick(['network.online', 'network.offline', 'page.suspended', 'page.visible']) };
    case 'elapse':
      return { act, ms: random.pick([0, 1, 5, 20, 100, 1_000, 5_000, 40_000]) };
    default:
      return { act };
  }
}
