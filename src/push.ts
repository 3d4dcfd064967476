import { type Awaitable, awaitable } from './awaitable.ts';
import { checkOptions } from './configuration.check.ts';
import { pushRules } from './configuration.rules.ts';
import type { WhenNotJoined } from './configuration.types.ts';
import { ConfigurationError } from './errors.ts';
import type { ChannelRef } from './machines/channel/channel.ref.ts';
import { failPush } from './machines/channel/outcomes.ts';
import type { PushCall } from './machines/channel/push.ts';
import { assertNone } from './problem.ts';
import { checkEvent } from './protocol/names.ts';
import { failing } from './push.failing.ts';
import { offAbort, onAbort } from './signals.ts';

/** The options of a single push. */
export interface PushOptions {
  /** Milliseconds until the reply has to be there, counted from the call. @defaultValue the client's `pushTimeoutMs` */
  readonly timeoutMs?: number;
  /** Gives up the push: it rejects with `aborted`. If it still waits, it is never sent. A later reply is ignored. */
  readonly signal?: AbortSignal;
  /** Whether the push waits or fails while the topic is not joined. @defaultValue the client's `whenNotJoined` */
  readonly whenNotJoined?: WhenNotJoined;
}

/**
 * Sends `event` to the channel's `handle_in/3`, and waits for the reply. If the topic is not joined, the push waits
 * until it is, unless `whenNotJoined` says otherwise. It is sent once at most.
 *
 * If you do not await the promise, its rejection is not unhandled: the channel emits `push.failed` instead.
 *
 * @param payload - Anything that JSON can write, or an `ArrayBuffer` or view, which travels as a binary frame.
 * @defaultValue `{}`
 * @returns The `response` of an `:ok` reply. It resolves in the task that received the frame.
 * @throws {@link PushError} with `sent`, which tells whether the frame was handed to a socket. `refused` when the
 *   server replied with another status; `timeout` when no reply came in time; `disconnected`, `channel_crashed`,
 *   `channel_closed` or `left` when the connection or channel ended before the reply; `not_joined` when it may not
 *   wait; `overflow` when too many others wait; `encode` when the payload can not be encoded; `aborted` by the signal.
 * @throws {@link ConfigurationError} when the event is empty or reserved (`phx_join`, `phx_leave`, `phx_reply`,
 *   `phx_close`, `phx_error`), or an option can not be used.
 */
export function push<R = unknown>(
  room: ChannelRef,
  event: string,
  payload?: unknown,
  options: PushOptions = {},
): Promise<R> {
  const { value, context } = room.getSnapshot();
  // A push that is sent at once does not need its stack: taking one costs time.
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
 * Sends `event` to the channel's `handle_in/3`, and waits for no reply. If the topic is not joined, the cast waits as a
 * push does. A cast that can not be sent is dropped silently.
 *
 * @param payload - As for {@link push}.
 * @throws {@link ConfigurationError} when the event is empty or reserved, or an option can not be used.
 */
export function cast(
  room: ChannelRef,
  event: string,
  payload?: unknown,
  options: Pick<PushOptions, 'whenNotJoined'> = {},
): void {
  assertNone([...checkEvent(event), ...checkOptions(options, pushRules)]);
  const { whenNotJoined } = options;
  if (room.getSnapshot().status !== 'active') return;
  room.send({ type: 'channel.cast', event, payload, ...(whenNotJoined !== undefined && { whenNotJoined }) });
}
