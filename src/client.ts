import { connectOutcome, ofClient } from './await.ts';
import type { Outcome } from './awaitable.ts';
import { ConfigurationError, ConnectError } from './errors.ts';
import { giveUpConnect, giveUpDisconnect } from './give.up.ts';
import type { ChannelRef } from './machines/channel/channel.ref.ts';
import type { ClientCommand } from './machines/client/client.events.ts';
import type { ClientContext, ClientRef } from './machines/client/client.ref.ts';
import { isCloseCode } from './machines/client/connection.end.ts';
import type { Connection } from './machines/client/connection.ts';
import { type AwaitOptions, assertUsable, turn, unheard, wait } from './wait.ts';

/**
 * Connects, unless it is connected already; a wait for the next attempt is cut short. A promise that nobody awaits
 * raises no unhandled rejection; the same goes for {@link reconnect} and {@link disconnect}.
 *
 * @returns Once connected, however many attempts it takes.
 * @throws {@link ConnectError} `aborted` when `disconnect()` overtakes it, or by the signal; the error of the client when
 *   it becomes `failed`; `disconnected` when it was stopped; `timeout`.
 * @throws {@link ConfigurationError} when the client was made of a bad input, or an option is unusable.
 */
export function connect(client: ClientRef, options: AwaitOptions = {}): Promise<void> {
  return unheard(connectBy(client, { type: 'client.connect' }, options));
}

/**
 * Gives up the present connection or attempt, and connects anew: with the url, params and token of now.
 *
 * @returns Once connected anew.
 * @throws As {@link connect}.
 */
export function reconnect(client: ClientRef, options: AwaitOptions = {}): Promise<void> {
  return unheard(connectBy(client, { type: 'client.reconnect' }, options));
}

async function connectBy(client: ClientRef, event: ClientCommand, options: AwaitOptions): Promise<void> {
  assertUsable(options);
  command(client, event);
  await turn();
  const decide = (isStopped: boolean) => overtaken(client) ?? connectOutcome(client, isStopped);
  return wait({ ...ofClient(client), decide, giveUp: giveUpConnect }, options);
}

function overtaken(client: ClientRef): Outcome<void> | undefined {
  const snapshot = client.getSnapshot();
  if (snapshot.status !== 'active') return undefined;
  if (!snapshot.matches('disconnecting') && snapshot.context.reason !== 'requested') return undefined;
  return { error: new ConnectError('aborted', 'The client was asked to disconnect before it had connected.') };
}

/** How to disconnect. */
export interface DisconnectOptions extends AwaitOptions {
  /** The close code: 1000, or from 3000 to 4999 (semantics 83). @defaultValue 1000 */
  readonly code?: number;
  /** @defaultValue empty */
  readonly reason?: string;
}

/**
 * Ends the connection and all attempts at one (semantics 62-66). Topics stay wanted, and are joined again after the
 * next `connect()`.
 *
 * @returns Once disconnected; at once when there is nothing to end.
 * @throws {@link ConnectError} `aborted` when `connect()` or `reconnect()` overtakes it, or by the signal; `timeout`.
 * @throws {@link ConfigurationError} when the code is none a client may give, or an option is unusable.
 */
export function disconnect(client: ClientRef, options: DisconnectOptions = {}): Promise<void> {
  return unheard(disconnectBy(client, options));
}

async function disconnectBy(client: ClientRef, options: DisconnectOptions): Promise<void> {
  assertUsable(options);
  const { code = 1000, reason = '' } = options;
  if (!isCloseCode(code))
    throw new ConfigurationError([{ path: 'code', message: 'must be 1000, or from 3000 to 4999' }]);
  let isOver = false;
  const hearing = client.on('disconnected', () => {
    isOver = true;
  });
  command(client, { type: 'client.disconnect', code, reason });
  await turn();
  hearing.unsubscribe();
  // A listener may connect again as soon as it hears that there is nothing left to end.
  if (isOver) return;
  return wait(
    { ...ofClient(client), decide: (isStopped) => disconnectOutcome(client, isStopped), giveUp: giveUpDisconnect },
    options,
  );
}

function disconnectOutcome(client: ClientRef, isStopped: boolean): Outcome<void> | undefined {
  const snapshot = client.getSnapshot();
  if (snapshot.status === 'error') return { error: snapshot.error };
  if (isStopped || snapshot.status !== 'active' || snapshot.matches('disconnected')) return { value: undefined };
  if (snapshot.matches('disconnecting')) return undefined;
  return { error: new ConnectError('aborted', 'The client was asked to connect again before it had disconnected.') };
}

/** The channels of a client: all that are not `left`, in the order of joining. A stopped client has none. */
export function channels(client: ClientRef): Iterable<ChannelRef> {
  const connection = connectionOf(client);
  return client.getSnapshot().status === 'active' ? connection.topics.channels.values() : [];
}

/**
 * The headers of the server's answer to the upgrade, by their names in lower case: of the present connection, where the
 * transport tells them (Node's does, browsers do not). They are in no snapshot.
 *
 * @returns None while the client is not connected.
 * @throws {@link ConfigurationError} when the client was made of a bad input.
 */
export function responseHeaders(client: ClientRef): Readonly<Record<string, string>> {
  const connection = connectionOf(client);
  return connection.isOpen() ? connection.headers : {};
}

/** @internal What the actors of a client share. Throws the error of a client that was made of a bad input. */
export function connectionOf(client: ClientRef): Connection<ClientRef> {
  const snapshot = client.getSnapshot();
  if (snapshot.status === 'error') throw snapshot.error;
  const { connection }: Partial<ClientContext> = snapshot.context ?? {};
  if (connection?.topics === undefined)
    throw new ConfigurationError([
      { path: 'client', message: 'must be an actor of clientMachine, or of what defineClient made' },
    ]);
  return connection;
}

/** A stopped client hears nothing, and what waits for it says so. */
function command(client: ClientRef, event: ClientCommand): void {
  if (client.getSnapshot().status === 'active') client.send(event);
}
