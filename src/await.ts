import type { AnyActorRef } from 'xstate';
import type { Outcome } from './awaitable.ts';
import type { JoinErrorCode } from './errors.ts';
import { giveUpAnswer, giveUpConnect, giveUpDisconnect, giveUpJoin, LEAVE } from './give.up.ts';
import type { ChannelOutput, ChannelRef } from './machines/channel/channel.ref.ts';
import { joinError } from './machines/channel/join.error.ts';
import { type ClientRef, clientOf } from './machines/client/client.ref.ts';
import { hopelessness } from './machines/client/hopelessness.ts';
import { type AwaitOptions, type Wait, wait } from './wait.ts';

/** How to wait for a join. */
export interface AwaitJoinOptions extends AwaitOptions {
  /**
   * Whether to wait for the retries of a failed join. With `false`, the first failure rejects, even one from before the
   * call whose retry is still to come. The topic is joined again in any case. @defaultValue true
   */
  readonly retry?: boolean;
}

/** The result of a join. */
export interface Joined<R = unknown> {
  /** The server's answer: what `join/3` replied. */
  readonly response: R;
  /** Whether the topic had been joined before. */
  readonly rejoin: boolean;
}

/**
 * Waits until the client is connected, however many attempts that takes.
 *
 * @throws {@link ConnectError} the client's own error when it is or becomes `failed`; `disconnected` after
 *   `disconnect()` or a stop; `timeout` after `timeoutMs`; `aborted` by the signal.
 * @throws {@link ConfigurationError} when the input of the client or an option can not be used.
 */
export function awaitConnect(client: ClientRef, options?: AwaitOptions): Promise<void> {
  return wait(
    { decide: (isStopped) => connectOutcome(client, isStopped), giveUp: giveUpConnect, ...ofClient(client) },
    options,
  );
}

/** The outcome of a wait for the connection. Undefined while the client may still connect by itself. */
export function connectOutcome(client: ClientRef, isStopped: boolean): Outcome<void> | undefined {
  const snapshot = client.getSnapshot();
  if (!isStopped && snapshot.status === 'active' && snapshot.hasTag('connected')) return { value: undefined };
  const error = hopelessness(snapshot, isStopped);
  return error === undefined ? undefined : { error };
}

/**
 * Waits until there is no connection and no attempt: the client is `disconnected`, `reconnect-waiting`, `failed` or
 * stopped.
 *
 * @throws {@link ConnectError} `timeout` after `timeoutMs`; `aborted` by the signal.
 * @throws {@link ConfigurationError} when the input of the client or an option can not be used.
 */
export function awaitDisconnect(client: ClientRef, options?: AwaitOptions): Promise<void> {
  return wait(
    { decide: (isStopped) => disconnectOutcome(client, isStopped), giveUp: giveUpDisconnect, ...ofClient(client) },
    options,
  );
}

function disconnectOutcome(client: ClientRef, isStopped: boolean): Outcome<void> | undefined {
  const snapshot = client.getSnapshot();
  if (snapshot.status === 'error') return { error: snapshot.error };
  const busy = ['connecting', 'connected', 'disconnecting'] as const;
  return !isStopped && snapshot.status === 'active' && busy.some((state) => snapshot.matches(state))
    ? undefined
    : { value: undefined };
}

/**
 * Waits until the topic is joined, however many attempts that takes.
 *
 * @returns The answer to the latest join.
 * @throws {@link JoinError} as soon as no retry will come: `refused` or `closed` when the topic is `closed`; `left`
 *   after `leave()`; `disconnected` when the client is `failed`, was disconnected or stopped. `timeout` after
 *   `timeoutMs`, which counts the refusals so far (`refusals`), with the last of them as `response` and `cause`.
 *   `aborted` by the signal.
 * @throws {@link ConfigurationError} when an option can not be used.
 */
export function awaitJoin<R = unknown>(room: ChannelRef, options?: AwaitJoinOptions): Promise<Joined<R>> {
  return wait(
    { decide: (isStopped) => joinOutcome<R>(room, isStopped, options), giveUp: giveUpJoin(room), ...behind(room) },
    options,
  );
}

/** The actors to watch for the outcome of a topic: its channel and its client. */
export function behind(room: ChannelRef): Pick<Wait<unknown>, 'watched' | 'client' | 'host'> {
  return { watched: [room], client: clientOf(room), host: room.getSnapshot().context.host };
}

/** The actor to watch for the outcome of a client, and the host behind it unless the client's input was bad. */
export function ofClient(
  client: Pick<AnyActorRef, 'getSnapshot' | 'subscribe' | 'system'>,
): Pick<Wait<unknown>, 'watched' | 'host'> {
  const { status, context } = client.getSnapshot();
  return { watched: [client], host: status === 'error' ? undefined : context?.connection };
}

function joinOutcome<R>(
  room: ChannelRef,
  isStopped: boolean,
  { retry = true }: AwaitJoinOptions = {},
): Outcome<Joined<R>> | undefined {
  const snapshot = room.getSnapshot();
  const { status, value, context } = snapshot;
  if (!isStopped && status === 'active' && value === 'joined')
    return { value: { response: context.response() as R, rejoin: context.joins > 1 } };
  const hasFailed = !retry && snapshot.matches({ 'rejoin-waiting': 'backoff' });
  const error = endOf(room, isStopped) ?? (hasFailed ? (context.lastError ?? undefined) : undefined);
  return error === undefined ? undefined : { error };
}

/** Why a topic will not be joined by itself. Undefined while it may be. */
export function endOf(room: ChannelRef, isStopped = false): unknown {
  const { status, value, context } = room.getSnapshot();
  const error = (code: JoinErrorCode, options?: ErrorOptions) => joinError(context, code, options);
  if (status === 'done' || value === 'leaving') return error('left');
  if (isStopped || status !== 'active') return error('disconnected');
  if (value === 'closed') return context.reason;
  const client = clientOf(room);
  const cause = client === null ? undefined : hopelessness(client.getSnapshot());
  return cause === undefined ? undefined : error('disconnected', { cause });
}

/**
 * Waits until somebody has left the topic. It does not leave it.
 *
 * @returns Whether the server answered the leave.
 * @throws {@link JoinError} `timeout` after `timeoutMs`; `aborted` by the signal.
 * @throws {@link ConfigurationError} when an option can not be used.
 */
export function awaitLeave(room: ChannelRef, options?: AwaitOptions): Promise<ChannelOutput> {
  const { host } = room.getSnapshot().context;
  return wait(
    { watched: [room], host, decide: (isStopped) => leaveOutcome(room, isStopped), giveUp: giveUpAnswer(room, LEAVE) },
    options,
  );
}

/** A channel that was stopped or has failed counts as left, without an answer. */
export function leaveOutcome(room: ChannelRef, isStopped: boolean): Outcome<ChannelOutput> | undefined {
  const { status, output } = room.getSnapshot();
  return !isStopped && status === 'active' ? undefined : { value: output ?? { acknowledged: false } };
}
