import { Settler } from './awaitable.ts';
import { checkOptions } from './configuration.check.ts';
import { pushRules } from './configuration.rules.ts';
import type { WhenNotJoined } from './configuration.types.ts';
import { ConfigurationError, type Problem } from './errors.ts';
import type { ChannelRef } from './machines/channel/channel.ref.ts';
import { failPush } from './machines/channel/outcomes.ts';
import type { PushCall, PushOutcome } from './machines/channel/push.ts';
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
  options?: PushOptions,
): Promise<R> {
  // A push that is sent at once does not need its stack: taking one costs time.
  const caller = room.getSnapshot().value === 'joined' ? undefined : new Error();
  const problems = checkPush(event, options);
  const call = new Call<R>(room, event, caller, problems.length > 0 ? undefined : options);
  if (problems.length > 0) call.reject(new ConfigurationError(problems));
  else call.begin(payload);
  return call.promise();
}

function checkPush(event: string, options: object | undefined): readonly Problem[] {
  const wrong = checkEvent(event);
  const unusable = checkOptions(options, pushRules);
  return wrong.length > 0 ? [...wrong, ...unusable] : unusable;
}

/**
 * One call of {@link push}: its promise, and how it is told the outcome. Inspectors see it in the event of the push, so its
 * other fields are private.
 */
class Call<R> extends Settler<R> implements PushCall {
  readonly timeoutMs: number | undefined;
  readonly whenNotJoined: WhenNotJoined | undefined;
  readonly #room: ChannelRef;
  readonly #event: string;
  readonly #caller: Error | undefined;
  readonly #signal: AbortSignal | undefined;
  /** Undefined without a signal. */
  #abort: (() => void) | undefined;

  constructor(room: ChannelRef, event: string, caller: Error | undefined, options: PushOptions | undefined) {
    super(room.getSnapshot().context.host);
    this.timeoutMs = options?.timeoutMs;
    this.whenNotJoined = options?.whenNotJoined;
    this.#room = room;
    this.#event = event;
    this.#caller = caller;
    this.#signal = options?.signal;
  }

  /** Sends the event of the push to the channel. */
  begin(payload: unknown): void {
    const room = this.#room;
    const event = this.#event;
    const { status, context } = room.getSnapshot();
    const watched = context.host.watcher?.pushes(context.topic, event, 'push') ?? null;
    const offered = { event, payload: undefined, dueAt: 0, call: this, watched };
    const signal = this.#signal;
    if (signal?.aborted) failPush(context, offered, 'aborted', false, { cause: signal.reason });
    else if (status !== 'active') failPush(context, offered, status === 'done' ? 'left' : 'disconnected', false);
    else {
      if (signal) this.#heed(signal);
      context.pushes.unseen.offer(this, offered);
      room.send({ type: 'channel.push', event, payload, call: this });
    }
  }

  settle(end: PushOutcome): void {
    if (this.#signal && this.#abort) offAbort(this.#signal, this.#abort);
    if (end.status === 'ok') this.tell({ value: end.response as R });
    else this.reject(end.error);
  }

  reject(error: Error): void {
    const push = { room: this.#room, event: this.#event, caller: this.#caller, promise: this.promise() };
    this.tell({ value: failing(error, push) });
  }

  #heed(signal: AbortSignal): void {
    this.#abort = () => this.#room.send({ type: 'push.aborted', call: this, reason: signal.reason });
    onAbort(signal, this.#abort);
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
