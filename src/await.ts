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
   * Whether to wait for the retries of a join that fails. With `false` the first failure rejects, such as a refusal; so does
   * one from before the call, while its retry is waited for. The topic stays wanted all the same. @defaultValue true
   */
  readonly retry?: boolean;
}

/** What a join brought. */
export interface Joined<R = unknown> {
  /** The server's answer, as `join/3` gave it. */
  readonly response: R;
  /** Whether the topic had been joined before. */
  readonly rejoin: boolean;
}

/**
 * Waits for the connection, however many attempts it takes.
 *
 * @throws {@link ConnectError} the error of the client when it is or becomes `failed`; `disconnected` after
 *   `disconnect()` or a stop; `timeout` or `aborted` by the options.
 * @throws {@link ConfigurationError} when the client was made of a bad input, or an option is unusable.
 */
export function awaitConnect(client: ClientRef, options?: AwaitOptions): Promise<void> {
  return wait(
    { ...ofClient(client), decide: (isStopped) => connectOutcome(client, isStopped), giveUp: giveUpConnect },
    options,
  );
}

/** Whether there is a connection, or none will come by itself. */
export function connectOutcome(client: ClientRef, isStopped: boolean): Outcome<void> | undefined {
  const snapshot = client.getSnapshot();
  if (!isStopped && snapshot.status === 'active' && snapshot.hasTag('connected')) return { value: undefined };
  const error = hopelessness(snapshot, isStopped);
  return error === undefined ? undefined : { error };
}

/**
 * Waits until there is no connection and none is being made: the client is `disconnected`, `failed`, stopped, or
 * waits to reconnect.
 *
 * @throws {@link ConnectError} `timeout` or `aborted` by the options.
 * @throws {@link ConfigurationError} when the client was made of a bad input, or an option is unusable.
 */
export function awaitDisconnect(client: ClientRef, options?: AwaitOptions): Promise<void> {
  return wait(
    { ...ofClient(client), decide: (isStopped) => disconnectOutcome(client, isStopped), giveUp: giveUpDisconnect },
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
 * Waits until the topic is joined, however many attempts it takes.
 *
 * @returns The answer to the latest join.
 * @throws {@link JoinError} once no retry will come: `refused` or `closed` in state `closed`, `left` after `leave()`,
 *   `disconnected` when the client gave up, was disconnected or stopped; `timeout` or `aborted` by the options. A `timeout`
 *   after refusals has the last `response`, how many there were (`refusals`), and the last one as its `cause`.
 * @throws {@link ConfigurationError} when an option is unusable.
 */
export function awaitJoin<R = unknown>(room: ChannelRef, options?: AwaitJoinOptions): Promise<Joined<R>> {
  return wait(
    { ...behind(room), decide: (isStopped) => joinOutcome<R>(room, isStopped, options), giveUp: giveUpJoin(room) },
    options,
  );
}

/** Whose changes tell what becomes of a topic: its channel, and the client behind it. */
export function behind(room: ChannelRef): Pick<Wait<unknown>, 'watched' | 'host'> {
  const client = clientOf(room);
  const { host } = room.getSnapshot().context;
  return { watched: client === null ? [room] : [room, client], host };
}

/** Whose changes tell what becomes of a client, and what stands behind it, unless it was made of a bad input. */
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

/** Why a topic will not be joined by itself; undefined while it may. */
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
 * Waits until the topic is left, by whomever.
 *
 * @returns Whether the server has answered the leave.
 * @throws {@link JoinError} `timeout` or `aborted` by the options.
 * @throws {@link ConfigurationError} when an option is unusable.
 */
export function awaitLeave(room: ChannelRef, options?: AwaitOptions): Promise<ChannelOutput> {
  const { host } = room.getSnapshot().context;
  return wait(
    { watched: [room], host, decide: (isStopped) => leaveOutcome(room, isStopped), giveUp: giveUpAnswer(room, LEAVE) },
    options,
  );
}

/** A channel that was stopped or has failed is gone, though nobody answered. */
export function leaveOutcome(room: ChannelRef, isStopped: boolean): Outcome<ChannelOutput> | undefined {
  const { status, output } = room.getSnapshot();
  return !isStopped && status === 'active' ? undefined : { value: output ?? { acknowledged: false } };
}
