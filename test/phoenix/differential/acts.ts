import { type Random, random } from '../../proof/random.ts';

/** What a program does within a callback. */
export type Reaction = 'nothing' | 'leaves' | 'pushes' | 'joins another' | 'disconnects';

/** What a program or a server does. Numbers choose among what there is, and wrap around. */
export type Act =
  | { readonly act: 'connect' | 'disconnect' | 'ping' | 'raw' | 'open' | 'fail' }
  | { readonly act: 'channel'; readonly topic: number; readonly reactions: Readonly<Record<string, Reaction>> }
  | { readonly act: 'join' | 'leave' | 'rejoin' | 'off'; readonly channel: number }
  | { readonly act: 'push'; readonly channel: number; readonly timeoutMs: number }
  | { readonly act: 'end'; readonly code: number }
  | { readonly act: 'answer'; readonly frame: number; readonly status: string }
  | { readonly act: 'say'; readonly channel: number; readonly event: string; readonly isLive: boolean }
  | { readonly act: 'pass'; readonly ms: number };

/** The acts of a seed. */
export function actsOf(seed: number): Act[] {
  const chosen = random(seed);
  const acts = Array.from({ length: chosen.between(10, 60) }, () => drawAct(chosen));
  return [{ act: 'channel', topic: 0, reactions: {} }, { act: 'connect' }, { act: 'open' }, ...acts];
}

const waits = [1, 10, 40, 100, 450, 1_000, 2_000, 5_000, 10_000, 30_000];

function drawAct({ int, pick, chance, weighted }: Random): Act {
  const channel = int(8);
  return weighted<() => Act>([
    [3, () => ({ act: 'connect' })],
    [1, () => ({ act: 'disconnect' })],
    [1, () => ({ act: pick(['ping', 'raw'] as const) })],
    [4, () => ({ act: 'channel', topic: int(3), reactions: drawReactions({ pick, chance }) })],
    [8, () => ({ act: 'join', channel })],
    [3, () => ({ act: 'leave', channel })],
    [1, () => ({ act: pick(['rejoin', 'off'] as const), channel })],
    [8, () => ({ act: 'push', channel, timeoutMs: pick([50, 3_000, 10_000]) })],
    [8, () => ({ act: 'open' })],
    [1, () => ({ act: 'fail' })],
    [2, () => ({ act: 'end', code: pick([1000, 1001, 1006, 1012, 4001]) })],
    [20, () => ({ act: 'answer', frame: int(4), status: pick(['ok', 'ok', 'ok', 'ok', 'error', 'later']) })],
    [6, () => ({ act: 'say', channel, event: pick(events), isLive: chance(0.6) })],
    [16, () => ({ act: 'pass', ms: pick(waits) })],
  ])();
}

const events = ['news', 'news', 'news', 'phx_error', 'phx_close'];

function drawReactions({ pick, chance }: Pick<Random, 'pick' | 'chance'>): Record<string, Reaction> {
  if (chance(0.6)) return {};
  const when = pick(['join ok', 'join error', 'join timeout', 'error', 'close', 'news', 'push ok', 'push timeout']);
  const then = pick(['leaves', 'pushes', 'joins another', 'disconnects'] as const);
  // phoenix.js calls itself without end.
  return when === 'close' && then === 'leaves' ? {} : { [when]: then };
}
