import { type Awaitable, awaitable } from './awaitable.ts';
import { checkOptions } from './configuration.check.ts';
import { pushRules } from './configuration.rules.ts';
import type { WhenNotJoined } from './configuration.types.ts';
import { ConfigurationError } from './errors.ts';
import type { ChannelRef } from './machines/channel/channel.ref.ts';
import { failPush } from './machines/channel/outcomes.ts';
import type { PushCall } from './machines/channel/push.ts';
import { checkEvent } from './protocol/names.ts';
import { failing } from './push.failing.ts';
import { offAbort, onAbort } from './signals.ts';

/** What a single push may have of its own. */
export interface PushOptions {
  /** Milliseconds to wait for the reply, counted from the call. @defaultValue the client's `pushTimeoutMs` */
  readonly timeoutMs?: number;
  /** Gives up the push: one that still waits is never sent, and a reply that comes later is ignored. */
  readonly signal?: AbortSignal;
  /** What to do while the topic is not joined. @defaultValue the client's `whenNotJoined` */
  readonly whenNotJoined?: WhenNotJoined;
}

/**
 * Sends `event` to the channel's `handle_in/3` and waits for its reply. A promise that nobody awaits raises no
 * unhandled rejection: the channel emits `push.failed` instead.
 *
 * @param payload - Anything JSON can say, or bytes in any view or buffer, which travel as a binary frame.
 * @returns The `response` of an ok reply; it resolves in the task that received the frame.
 * @throws {@link PushError} `refused` when the server replied with another status; `timeout` when no reply came in
 *   time: the server may still have acted; `disconnected`, `channel_crashed`, `channel_closed` or `left` when what
 *   would have replied is gone; `not_joined`, `overflow`, `encode` or `aborted` as their names say. `sent` tells
 *   whether the frame was handed to a socket.
 * @throws {@link ConfigurationError} when the event is empty or the protocol's own, or an option is unusable.
 */
export function push<R = unknown>(
  room: ChannelRef,
  event: string,
  payload?: unknown,
  options: PushOptions = {},
): Promise<R> {
  const { value, context } = room.getSnapshot();
  // Only one that may wait pays for its stack.
  const caller = value === 'joined' ? undefined : new Error();
  let pushed: Awaitable<R> | undefined;
  pushed = awaitable<R>(context.host, (tell) => {
    const promise = () => pushed;
    const problems = [...checkEvent(event), ...checkOptions(options, pushRules)];
    if (problems.length > 0) {
      tell({ value: failing(new ConfigurationError(problems), { room, event, caller, promise }) });
      return;
    }
    const { signal, timeoutMs, whenNotJoined } = options;
    const abort = () => room.send({ type: 'push.aborted', call, reason: signal?.reason });
    const call: PushCall = {
      timeoutMs,
      whenNotJoined,
      promise,
      settle: (end) => {
        if (signal) offAbort(signal, abort);
        if (end.status === 'ok') tell({ value: end.response as R });
        else tell({ value: failing(end.error, { room, event, caller, promise }) });
      },
    };
    hand(room, event, payload, call, signal, abort);
  });
  return pushed;
}

function hand(
  room: ChannelRef,
  event: string,
  payload: unknown,
  call: PushCall,
  signal: AbortSignal | undefined,
  abort: () => void,
): void {
  const { status, context } = room.getSnapshot();
  const watched = context.host.watcher?.pushes(context.topic, event, 'push') ?? null;
  const nothing = { event, payload: undefined, dueAt: 0, call, watched };
  if (signal?.aborted) failPush(context, nothing, 'aborted', false, { cause: signal.reason });
  else if (status !== 'active') failPush(context, nothing, status === 'done' ? 'left' : 'disconnected', false);
  else {
    if (signal) onAbort(signal, abort);
    context.pushes.unseen.offer(call, nothing);
    room.send({ type: 'channel.push', event, payload, call });
  }
}

/**
 * Sends `event` to the channel's `handle_in/3` and forgets it: no reply is awaited, nothing is kept.
 *
 * @param payload - As for {@link push}.
 * @throws {@link ConfigurationError} when the event is empty or the protocol's own, or an option is unusable.
 */
export function cast(
  room: ChannelRef,
  event: string,
  payload?: unknown,
  options: Pick<PushOptions, 'whenNotJoined'> = {},
): void {
  const problems = [...checkEvent(event), ...checkOptions(options, pushRules)];
  if (problems.length > 0) throw new ConfigurationError(problems);
  const { whenNotJoined } = options;
  if (room.getSnapshot().status !== 'active') return;
  room.send({ type: 'channel.cast', event, payload, ...(whenNotJoined !== undefined && { whenNotJoined }) });
}
