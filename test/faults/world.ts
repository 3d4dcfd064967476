import { onTestFinished, vi } from 'vitest';
import {
  awaitJoin,
  type ChannelRef,
  type ClientEmitted,
  type ClientInput,
  type ClientRef,
  clientMachine,
  interpret,
  join,
  PushError,
} from 'xstate-phoenix';
import { type ObservedFrame, type PhoenixServer, type ServerOptions, startServer } from 'xstate-phoenix/testing';
import { hear } from '../support/hear.ts';
import { echoServer } from '../testing/echo.ts';
import { type FaultyProxy, startProxy } from './proxy.ts';

/** Milliseconds that anything may take before a test gives up; on a busy machine a moment may be seconds. */
export const PATIENCE_MS = 20_000;

/** A client with three topics, joined through a proxy to the server of the recordings. */
export interface World {
  readonly server: PhoenixServer;
  readonly proxy: FaultyProxy;
  readonly client: ClientRef;
  /** All that the client emitted, heartbeats left out. */
  readonly said: readonly ClientEmitted[];
  readonly rooms: readonly [ChannelRef, ChannelRef, ChannelRef];
  /** The topics that were joined on a connection, counted from 1, as the server read it. */
  joinsOn(connection: number): readonly string[];
  /** The payloads of an event that the server read on a connection. */
  readOn(connection: number, event: string): readonly unknown[];
}

vi.setConfig({ testTimeout: PATIENCE_MS + 10_000 });

export const TOPICS = ['echo:a', 'echo:b', 'echo:c'] as const;

/** Retries for a loopback: soon, and never a matter of chance. No heartbeat, which a busy machine could miss. */
const quick = { jitter: 0, rejoinAfterMs: [50], reconnectAfterMs: [10, 50], heartbeatIntervalMs: 0 } as const;

/** A port that answers as the server of the recordings does, and is given back when the test is over. */
export async function serve(options: Partial<ServerOptions> = {}): Promise<PhoenixServer> {
  const server = await startServer({ ...echoServer(), ...options });
  onTestFinished(() => server.stop());
  return server;
}

/** A proxy before a port. */
export async function proxyTo(port: number): Promise<FaultyProxy> {
  const proxy = await startProxy(port);
  onTestFinished(() => proxy.stop());
  return proxy;
}

/** A client that is not started. */
export function clientOf(url: string, input: Partial<ClientInput> = {}): ClientRef {
  const client = interpret(clientMachine, { input: { url, ...quick, ...input } });
  onTestFinished(() => void client.stop());
  return client;
}

/** The whole world, all topics joined. */
export async function joinedWorld(
  input: Partial<ClientInput> = {},
  options: Partial<ServerOptions> = {},
): Promise<World> {
  const frames: ObservedFrame[] = [];
  const server = await serve({ onFrame: (frame) => void frames.push(frame), ...options });
  const proxy = await proxyTo(server.port);
  const client = clientOf(`ws://127.0.0.1:${proxy.port}/socket`, input);
  const said = hear(client, 'connected', 'connect.failed', 'connection.lost', 'frame.dropped', 'drain');
  client.start();
  const rooms = [join(client, 'echo:a'), join(client, 'echo:b'), join(client, 'echo:c')] as const;
  await Promise.all(rooms.map((room) => awaitJoin(room)));
  const read = (connection: number, event: string) =>
    frames.flatMap(({ direction, connection: on, frame }) =>
      direction === 'in' && on === connection && frame[3] === event ? [frame] : [],
    );
  return {
    server,
    proxy,
    client,
    said,
    rooms,
    joinsOn: (connection) => read(connection, 'phx_join').map(([, , topic]) => topic),
    readOn: (connection, event) => read(connection, event).map(([, , , , payload]) => payload),
  };
}

/** The next event of a type that a client emits. */
export function next<T extends ClientEmitted['type']>(
  client: ClientRef,
  type: T,
): Promise<Extract<ClientEmitted, { type: T }>> {
  return new Promise((resolve) => {
    const listening = client.on('*', (event) => {
      if (!isOf(event, type)) return;
      listening.unsubscribe();
      resolve(event);
    });
  });
}

function isOf<T extends ClientEmitted['type']>(
  event: ClientEmitted,
  type: T,
): event is Extract<ClientEmitted, { type: T }> {
  return event.type === type;
}

/** All topics are joined anew, each counted from now on. */
export async function joinedAnew({ rooms }: Pick<World, 'rooms'>): Promise<void> {
  await Promise.all(rooms.map((room) => new Promise((resolve) => room.on('joined', resolve))));
}

/** How a push ended that got no ok reply. */
export async function failureOf(outcome: Promise<unknown>): Promise<{ code: string; sent: boolean }> {
  const error: unknown = await outcome.then(
    () => new Error('It got an ok reply.'),
    (thrown) => thrown,
  );
  if (!(error instanceof PushError)) throw error;
  return { code: error.code, sent: error.sent };
}

/** Waits for something that has no event. */
export function until(condition: () => boolean): Promise<unknown> {
  return vi.waitUntil(condition, { timeout: PATIENCE_MS, interval: 5 });
}
