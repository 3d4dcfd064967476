import type { AnyActorRef } from 'xstate';
import type { Outcome } from './awaitable.ts';
import { ConnectError, type JoinErrorCode } from './errors.ts';
import type { ChannelOutput, ChannelRef } from './machines/channel/channel.ref.ts';
import { joinError } from './machines/channel/join.error.ts';
import { type ClientRef, clientOf } from './machines/client/client.ref.ts';
import { type AwaitOptions, type Wait, wait } from './wait.ts';

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
  const error = hopelessnessOf(client, isStopped);
  return error === undefined ? undefined : { error };
}

/** Why a client will have no connection by itself; undefined while it may. */
export function hopelessnessOf(client: ClientRef, isStopped = false): unknown {
  const snapshot = client.getSnapshot();
  if (snapshot.status === 'error') return snapshot.error;
  if (isStopped || snapshot.status !== 'active') return new ConnectError('disconnected', 'The client was stopped.');
  if (snapshot.matches('failed')) return snapshot.context.error;
  if (snapshot.matches('disconnecting') || snapshot.context.reason === 'requested')
    return new ConnectError('disconnected', 'The client was asked to disconnect.');
  return undefined;
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
 *   `disconnected` when the client gave up, was disconnected or stopped; `timeout` or `aborted` by the options.
 * @throws {@link ConfigurationError} when an option is unusable.
 */
export function awaitJoin<R = unknown>(room: ChannelRef, options?: AwaitOptions): Promise<Joined<R>> {
  return wait(
    { ...behind(room), decide: (isStopped) => joinOutcome<R>(room, isStopped), giveUp: giveUpJoin(room) },
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

function joinOutcome<R>(room: ChannelRef, isStopped: boolean): Outcome<Joined<R>> | undefined {
  const { status, value, context } = room.getSnapshot();
  if (!isStopped && status === 'active' && value === 'joined')
    return { value: { response: context.response() as R, rejoin: context.joins > 1 } };
  const error = endOf(room, isStopped);
  return error === undefined ? undefined : { error };
}

/** Why a topic will not be joined by itself; undefined while it may. */
export function endOf(room: ChannelRef, isStopped = false): unknown {
  const { status, value, context } = room.getSnapshot();
  const error = (code: JoinErrorCode, options?: ErrorOptions) => joinError(context.topic, code, options);
  if (status === 'done' || value === 'leaving') return error('left');
  if (isStopped || status !== 'active') return error('disconnected');
  if (value === 'closed') return context.reason;
  const client = clientOf(room);
  const cause = client === null ? undefined : hopelessnessOf(client);
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
    { watched: [room], host, decide: (isStopped) => leaveOutcome(room, isStopped), giveUp: giveUpJoin(room) },
    options,
  );
}

/** A channel that was stopped or has failed is gone, though nobody answered. */
export function leaveOutcome(room: ChannelRef, isStopped: boolean): Outcome<ChannelOutput> | undefined {
  const { status, output } = room.getSnapshot();
  return !isStopped && status === 'active' ? undefined : { value: output ?? { acknowledged: false } };
}

/** The error of a wait for a join, a leave or a message. */
export function giveUpJoin(room: ChannelRef): Wait<unknown>['giveUp'] {
  return (code, options) => joinError(room.getSnapshot().context.topic, code, options);
}

/** The error of a wait for a connection. */
export const giveUpConnect: Wait<unknown>['giveUp'] = (code, options) =>
  new ConnectError(code, code === 'timeout' ? 'There was no connection in time.' : 'The wait was given up.', options);

/** The error of a wait for the end of a connection. */
export const giveUpDisconnect: Wait<unknown>['giveUp'] = (code, options) =>
  new ConnectError(
    code,
    code === 'timeout' ? 'The connection did not end in time.' : 'The wait was given up.',
    options,
  );
