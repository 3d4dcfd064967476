import type { DropReason, Frame } from 'xstate-phoenix';
import type { LiveWorld } from './live.world.ts';
import { read } from './reference.ts';

/** What one incoming message has to do: one thing, and nothing else. */
export type Verdict =
  /** Any reason will do if this is null: a transport has to give text or bytes. */
  | { readonly kind: 'dropped'; readonly why: DropReason | null }
  /** Its topic hears it, once. */
  | { readonly kind: 'delivered'; readonly frame: Frame }
  /** The push of that id has its outcome. */
  | { readonly kind: 'settled'; readonly id: string }
  /** Its topic goes to one of these states. */
  | { readonly kind: 'moved'; readonly to: readonly string[] }
  /** Nothing is emitted, and nothing changes. */
  | { readonly kind: 'quiet' }
  /** It may answer a heartbeat. */
  | { readonly kind: 'beat' }
  /** The user's serializer returned refs that are no strings. Nothing may break. */
  | { readonly kind: 'harmless' };

/** Reasons of a refused join after which the topic is closed. */
const hopeless: ReadonlySet<unknown> = new Set(['unmatched topic', 'unauthorized', 'forbidden']);

const quiet: Verdict = { kind: 'quiet' };
const dropped = (why: DropReason | null): Verdict => ({ kind: 'dropped', why });
const moved = (...to: string[]): Verdict => ({ kind: 'moved', to });

/** What a message has to do, by the rules of the protocol and the present state of the world. */
export function verdictOf(world: LiveWorld, data: unknown, value?: unknown): Verdict {
  if (typeof data !== 'string' && !(data instanceof ArrayBuffer)) return dropped(null);
  const frame = read(world.dialect, data, value);
  if (typeof frame === 'string') return dropped(frame);
  const [joinRef, ref, topic, event, payload] = frame;
  if (![joinRef, ref].every((given) => given === null || typeof given === 'string')) return { kind: 'harmless' };
  if (topic === 'phoenix') return event === 'phx_reply' && ref !== null ? { kind: 'beat' } : dropped('reserved');
  const state = world.stateOf(topic);
  if (state === 'gone') return event === 'phx_close' || event === 'phx_reply' ? quiet : dropped('unknown_topic');
  if (event === 'phx_join' || event === 'phx_leave') return dropped('reserved');
  if (event === 'phx_reply') return ofReply(world, frame, state);
  const present = world.room(topic)?.getSnapshot().context.joinRef ?? null;
  const isLive = joinRef === null || joinRef === present;
  const missed = dropped(isLive ? 'not_joined' : 'stale');
  if (event !== 'phx_close' && event !== 'phx_error')
    return state === 'joined' && isLive ? { kind: 'delivered', frame: [joinRef, ref, topic, event, payload] } : missed;
  if (!isLive) return missed;
  if (state === 'leaving') return moved('gone');
  if (state !== 'joining' && state !== 'joined') return missed;
  return event === 'phx_close' ? moved('closed') : moved('rejoin-waiting.backoff');
}

function ofReply(world: LiveWorld, [joinRef, ref, topic, , payload]: Frame, state: string): Verdict {
  const { status, response } = replyOf(payload);
  const present = world.room(topic)?.getSnapshot().context.joinRef ?? null;
  const isLive = joinRef === null || joinRef === present;
  const reason =
    typeof response === 'object' && response !== null && 'reason' in response ? response.reason : undefined;
  if (state === 'joining' && ref !== null && ref === present && isLive) {
    if (status === 'ok') return moved('joined');
    return moved(hopeless.has(reason) ? 'closed' : 'rejoin-waiting.backoff');
  }
  if (state === 'leaving' && ref !== null && ref === world.leaveRef(topic)) return moved('gone');
  if (state !== 'joined' || !isLive || ref === null || ref === present) return quiet;
  const isUnmatched = joinRef === null && status === 'error' && reason === 'unmatched topic';
  // The client can not tell a ref that it never used from that of a push that nobody awaits any more.
  if (isUnmatched) return Number(ref) > Number(present) ? moved('rejoin-waiting.backoff') : quiet;
  const id = world.asked.get(ref);
  return id !== undefined && world.pending.get(id) === topic ? { kind: 'settled', id } : quiet;
}

function replyOf(payload: unknown): { readonly status: unknown; readonly response: unknown } {
  if (typeof payload !== 'object' || payload === null) return { status: 'error', response: payload };
  const { status, response } = payload as { readonly status?: unknown; readonly response?: unknown };
  return typeof status === 'string' ? { status, response } : { status: 'error', response: payload };
}
