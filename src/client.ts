import { say } from '#sentences';
import { connectOutcome, ofClient } from './await.ts';
import type { Outcome } from './awaitable.ts';
import { ConnectError } from './errors.ts';
import { giveUpConnect, giveUpDisconnect } from './give.up.ts';
import type { ChannelRef } from './machines/channel/channel.ref.ts';
import type { ClientCommand } from './machines/client/client.events.ts';
import type { ClientContext, ClientRef } from './machines/client/client.ref.ts';
import { isCloseCode } from './machines/client/connection.end.ts';
import type { Connection } from './machines/client/connection.ts';
import { unusable } from './problem.ts';
import { type AwaitOptions, assertUsable, turn, unheard, wait } from './wait.ts';

/**
 * Connects, unless the client is connected already. If it waits for its next attempt, that begins at once. You do not
 * have to await the promise: its rejection is never unhandled.
 *
 * @returns A promise that resolves once connected, however many attempts that takes.
 * @throws {@link ConnectError} the client's own error when it becomes `failed`; `aborted` when `disconnect()` is called
 *   before it is connected, or by the signal; `disconnected` when the client was stopped; `timeout` after `timeoutMs`.
 * @throws {@link ConfigurationError} when the input of the client or an option can not be used.
 */
export function connect(client: ClientRef, options: AwaitOptions = {}): Promise<void> {
  return unheard(connectBy(client, { type: 'client.connect' }, options));
}

/**
 * Closes the connection or attempt, and connects again. Functions for url, params, token and headers are called again.
 * You do not have to await the promise: its rejection is never unhandled.
 *
 * @returns A promise that resolves once connected again, however many attempts that takes.
 * @throws The same as {@link connect}.
 */
export function reconnect(client: ClientRef, options: AwaitOptions = {}): Promise<void> {
  return unheard(connectBy(client, { type: 'client.reconnect' }, options));
}

async function connectBy(client: ClientRef, event: ClientCommand, options: AwaitOptions): Promise<void> {
  assertUsable(options);
  command(client, event);
  await turn();
  const decide = (isStopped: boolean) => overtaken(client) ?? connectOutcome(client, isStopped);
  return wait({ decide, giveUp: giveUpConnect, ...ofClient(client) }, options);
}

function overtaken(client: ClientRef): Outcome<void> | undefined {
  const snapshot = client.getSnapshot();
  if (snapshot.status !== 'active') return undefined;
  if (!snapshot.matches('disconnecting') && snapshot.context.reason !== 'requested') return undefined;
  return { error: new ConnectError('aborted', say('disconnect_came')) };
}

/** How to disconnect. */
export interface DisconnectOptions extends AwaitOptions {
  /** The close code: 1000, or from 3000 to 4999. WebSockets allow no other. @defaultValue 1000 */
  readonly code?: number;
  /** The reason of the close frame; what exceeds 123 bytes is cut off. @defaultValue empty */
  readonly reason?: string;
  /**
   * Leaves nothing of the session behind, as after a logout: all topics are left, and the client forgets its errors, the
   * headers, params and tokens of its last request, and the assigns of `defineClient`. The next `connect()` asks your functions
   * anew. @defaultValue false
   */
  readonly forget?: boolean;
}

/**
 * Closes the connection, and does not reconnect. Your topics are joined again after the next `connect()`, unless you
 * `forget` them. You do not have to await the promise: its rejection is never unhandled.
 *
 * @returns A promise that resolves once disconnected; at once when there is no connection and no attempt.
 * @throws {@link ConnectError} `aborted` when `connect()` or `reconnect()` is called before it is disconnected, or by
 *   the signal; `timeout` after `timeoutMs`.
 * @throws {@link ConfigurationError} when the input of the client, the code or an option can not be used.
 */
export function disconnect(client: ClientRef, options: DisconnectOptions = {}): Promise<void> {
  return unheard(disconnectBy(client, options));
}

async function disconnectBy(client: ClientRef, options: DisconnectOptions): Promise<void> {
  assertUsable(options);
  const { code = 1000, reason = '', forget = false } = options;
  if (!isCloseCode(code)) throw unusable('code', 'close_code');
  let isOver = false;
  const hearing = client.on('disconnected', () => {
    isOver = true;
  });
  if (forget) forgetTopics(client);
  command(client, { type: 'client.disconnect', code, reason, ...(forget && { forget }) });
  await turn();
  hearing.unsubscribe();
  // A listener may connect again as soon as it hears that there is nothing left to end.
  if (isOver) return;
  return wait(
    { decide: (isStopped) => disconnectOutcome(client, isStopped), giveUp: giveUpDisconnect, ...ofClient(client) },
    options,
  );
}

/** Removes the topics of a stopped client, which would join them when it is started again. */
function forgetTopics(client: ClientRef): void {
  const connection = connectionOf(client);
  if (client.getSnapshot().status !== 'stopped') return;
  for (const topic of [...connection.topics.channels.keys()]) connection.topics.remove(topic);
  connection.forget();
}

function disconnectOutcome(client: ClientRef, isStopped: boolean): Outcome<void> | undefined {
  const snapshot = client.getSnapshot();
  if (snapshot.status === 'error') return { error: snapshot.error };
  if (isStopped || snapshot.status !== 'active' || snapshot.matches('disconnected')) return { value: undefined };
  if (snapshot.matches('disconnecting')) return undefined;
  return { error: new ConnectError('aborted', say('connect_came')) };
}

/**
 * The channels of a client: all that are not `left`, in the order of joining. A stopped client has none.
 *
 * @throws {@link ConfigurationError} when the input of the client can not be used.
 */
export function channels(client: ClientRef): Iterable<ChannelRef> {
  const connection = connectionOf(client);
  return client.getSnapshot().status === 'active' ? connection.topics.channels.values() : [];
}

/**
 * The headers of the server's answer to the upgrade of the present connection. Node shows them, browsers do not. They
 * are not in the snapshot.
 *
 * @returns The headers, with names in lower case; `{}` while the client is not connected, and in browsers.
 * @throws {@link ConfigurationError} when the input of the client can not be used.
 */
export function responseHeaders(client: ClientRef): Readonly<Record<string, string>> {
  const connection = connectionOf(client);
  return connection.isOpen() ? connection.headers : {};
}

/** @internal What the actors of a client share. Throws the client's error if its input could not be used. */
export function connectionOf(client: ClientRef): Connection<ClientRef> {
  const snapshot = client.getSnapshot();
  if (snapshot.status === 'error') throw snapshot.error;
  const { connection }: Partial<ClientContext> = snapshot.context ?? {};
  if (connection?.topics === undefined) throw unusable('client', 'client');
  return connection;
}

/** XState warns of events to a stopped actor. The wait behind the command rejects in that case. */
function command(client: ClientRef, event: ClientCommand): void {
  if (client.getSnapshot().status === 'active') client.send(event);
}
