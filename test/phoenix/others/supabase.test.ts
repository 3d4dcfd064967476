import type { RealtimeChannel, RealtimeClient, RealtimeClientOptions } from '@supabase/realtime-js';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Socket } from 'xstate-phoenix/phoenix';
import { createSupabaseServer } from './supabase.server.ts';
import { importSwapped } from './swapped.ts';

let realtime: typeof import('@supabase/realtime-js');
let backend: ReturnType<typeof createSupabaseServer>;
let clients: RealtimeClient[] = [];

beforeAll(async () => {
  realtime = await importSwapped();
});

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date', 'performance'] });
  backend = createSupabaseServer();
});

afterEach(async () => {
  for (const client of clients) void client.disconnect();
  clients = [];
  await pass(60_000);
  vi.useRealTimers();
});

/** Lets time pass, and promises settle. */
const pass = (ms = 0) => vi.advanceTimersByTimeAsync(ms);

function newClient(options: RealtimeClientOptions = {}): RealtimeClient {
  // Its type asks for more than it uses.
  const transport = backend.server.WebSocket as unknown as NonNullable<RealtimeClientOptions['transport']>;
  const client = new realtime.RealtimeClient(backend.url, { transport, params: { apikey: 'key' }, ...options });
  clients.push(client);
  return client;
}

/** The socket behind a client, which its types do not show. */
function socketOf(client: RealtimeClient): Socket {
  return Reflect.get(client, 'socketAdapter').getSocket();
}

/** Subscribes, and returns what becomes of it. */
function subscribe(channel: RealtimeChannel): string[] {
  const statuses: string[] = [];
  channel.subscribe((status, error) => void statuses.push(error ? `${status} ${error.message}` : status));
  return statuses;
}

describe('@supabase/realtime-js on our Socket', () => {
  it('joins with what the program wants to hear, and connects for that', async () => {
    const statuses = subscribe(newClient().channel('room', { config: { broadcast: { self: true } } }));
    await pass();
    expect(statuses).toEqual(['SUBSCRIBED']);
    expect(backend.joins).toEqual([
      {
        config: {
          broadcast: { self: true },
          presence: { key: '', enabled: false },
          postgres_changes: [],
          private: false,
        },
      },
    ]);
    expect(await backend.server.expectConnect({ params: { apikey: 'key' } })).toMatchObject({
      url: expect.stringContaining('/realtime/v1/websocket'),
    });
  });

  it('hears the changes of the database that it asked for', async () => {
    const channel = newClient().channel('changes');
    const heard: unknown[] = [];
    channel.on('postgres_changes', { event: 'INSERT', schema: 'public', table: 'messages' }, (change) =>
      heard.push([change.eventType, change.new]),
    );
    channel.on('postgres_changes', { event: '*', schema: 'public', table: 'users' }, (change) =>
      heard.push([change.eventType, change.new, change.old]),
    );
    expect(subscribe(channel)).toEqual([]);
    await pass();
    backend.change({ type: 'INSERT', table: 'messages', record: { id: '1', body: 'hello' } });
    backend.change({ type: 'DELETE', table: 'messages', old_record: { id: '1' } });
    backend.change({ type: 'UPDATE', table: 'users', record: { id: '2' }, old_record: { id: '3' } });
    await pass();
    expect(heard).toEqual([
      ['INSERT', { id: 1, body: 'hello' }],
      ['UPDATE', { id: 2 }, { id: 3 }],
    ]);
  });

  it('broadcasts to the others and, if it wants, to itself', async () => {
    const heard: unknown[] = [];
    const [ana, bob] = [{}, { self: true }].map((broadcast, index) => {
      const channel = newClient().channel('room', { config: { broadcast } });
      channel.on('broadcast', { event: 'said' }, ({ payload }) => heard.push([index, payload]));
      channel.on('broadcast', { event: 'typed' }, () => heard.push('unwanted'));
      channel.subscribe();
      return channel;
    });
    await pass();
    expect(await ana?.send({ type: 'broadcast', event: 'said', payload: { n: 1 } })).toBe('ok');
    expect(await bob?.send({ type: 'broadcast', event: 'said', payload: { n: 2 } })).toBe('ok');
    await pass();
    expect(heard).toEqual([
      [1, { n: 1 }],
      [0, { n: 2 }],
      [1, { n: 2 }],
    ]);
  });

  it('waits for the acknowledgement of a broadcast, if it wants one', async () => {
    const channel = newClient({ timeout: 1_000 }).channel('room', { config: { broadcast: { ack: true } } });
    channel.subscribe();
    await pass();
    const message = { type: 'broadcast', event: 'said', payload: { n: 1 } } as const;
    expect(await channel.send(message)).toBe('ok');
    backend.server.freeze();
    const outcome = channel.send(message);
    await pass(1_000);
    expect(await outcome).toBe('timed out');
  });

  it('shows who is there, who comes and who leaves', async () => {
    const heard: unknown[] = [];
    const [ana, bob] = ['ana', 'bob'].map((key) => newClient().channel('room', { config: { presence: { key } } }));
    ana
      ?.on('presence', { event: 'sync' }, () => heard.push(['sync', Object.keys(ana.presenceState())]))
      .on('presence', { event: 'join' }, ({ key, newPresences }) => heard.push(['join', key, newPresences.length]))
      .on('presence', { event: 'leave' }, ({ key }) => heard.push(['leave', key]))
      .subscribe();
    bob?.subscribe();
    await pass();
    expect(await bob?.track({ mood: 'fine' })).toBe('ok');
    await pass();
    expect(ana?.presenceState()).toEqual({ bob: [{ presence_ref: expect.any(String), mood: 'fine' }] });
    expect(await bob?.untrack()).toBe('ok');
    await pass();
    expect(heard).toEqual([
      ['sync', []],
      ['join', 'bob', 1],
      ['sync', ['bob']],
      ['leave', 'bob'],
      ['sync', []],
    ]);
  });

  it('sends a new token to the joined channels, and joins with it from then on', async () => {
    const client = newClient();
    await client.setAuth('first');
    const statuses = subscribe(client.channel('room'));
    await pass();
    expect(backend.joins[0]).toMatchObject({ access_token: 'first' });
    await client.setAuth('second');
    await pass();
    expect(backend.tokens).toEqual(['second']);
    backend.server.drop();
    await pass(1_000);
    expect(backend.joins[1]).toMatchObject({ access_token: 'second' });
    expect(statuses).toEqual(['SUBSCRIBED', 'CHANNEL_ERROR channel error: transport failure', 'SUBSCRIBED']);
  });

  it('asks for a new token at each heartbeat, and before it reconnects', async () => {
    let count = 0;
    const accessToken = vi.fn(async () => `token ${count}`);
    const client = newClient({ accessToken });
    await client.setAuth();
    subscribe(client.channel('room'));
    await pass();
    expect(backend.joins).toEqual([expect.objectContaining({ access_token: 'token 0' })]);
    count = 1;
    await pass(25_000);
    expect(backend.tokens).toEqual(['token 1']);
    count = 2;
    backend.expired.add('token 1');
    backend.server.drop();
    await pass(1_000);
    expect(backend.joins.slice(1)).toEqual([expect.objectContaining({ access_token: 'token 2' })]);
  });

  it('is closed by the server when its token has expired', async () => {
    const client = newClient();
    const channel = client.channel('room');
    const heard: unknown[] = [];
    channel.on('system', {}, ({ message }) => heard.push(message));
    const statuses = subscribe(channel);
    await pass();
    backend.expired.add('old');
    await client.setAuth('old');
    await pass();
    expect(heard).toEqual(['Token has expired']);
    expect(statuses).toEqual(['SUBSCRIBED', 'CLOSED']);
    expect(client.getChannels()).toEqual([]);
  });

  it('says why a join was refused, and joins again', async () => {
    backend.expired.add('old');
    const client = newClient();
    await client.setAuth('old');
    const statuses = subscribe(client.channel('room'));
    await pass();
    expect(statuses).toEqual(['CHANNEL_ERROR InvalidJWTToken: Token has expired']);
    await client.setAuth('new');
    await pass(1_000);
    expect(statuses.at(-1)).toBe('SUBSCRIBED');
  });

  it('says that a join was not answered in time', async () => {
    const client = newClient();
    client.connect();
    await pass();
    backend.server.freeze();
    const statuses = subscribe(client.channel('room'));
    await pass(10_000);
    expect(statuses).toEqual(['TIMED_OUT']);
  });

  it('tells the program of its heartbeats, and gives up a dead connection with a new token', async () => {
    const accessToken = vi.fn(async () => `token ${accessToken.mock.calls.length}`);
    const client = newClient({ accessToken });
    const heard: unknown[] = [];
    client.onHeartbeat((status, latency) => heard.push([status, latency]));
    const statuses = subscribe(client.channel('room'));
    await pass(25_000);
    expect(heard).toEqual([
      ['sent', undefined],
      ['ok', 0],
    ]);
    backend.server.freeze();
    await pass(50_000);
    expect(heard.slice(2).map((told) => (told as unknown[])[0])).toEqual(['sent', 'timeout']);
    const asked = accessToken.mock.calls.length;
    await pass(1_000 + 1_500);
    expect(statuses.at(-1)).toBe('SUBSCRIBED');
    expect(accessToken.mock.calls.length).toBeGreaterThan(asked);
    expect(backend.joins.at(-1)).toMatchObject({ access_token: `token ${asked + 1}` });
  });

  it('removes a channel, and disconnects when none is left', async () => {
    const client = newClient();
    const channel = client.channel('room');
    const statuses = subscribe(channel);
    await pass();
    expect(await client.removeChannel(channel)).toBe('ok');
    await pass();
    expect(statuses).toEqual(['SUBSCRIBED', 'CLOSED']);
    expect(backend.server.frames.filter(({ frame }) => frame[3] === 'phx_leave')).toHaveLength(1);
    expect(socketOf(client).channels).toEqual([]);
    await pass(49_999);
    expect(client.isConnected()).toBe(true);
    await pass(1);
    expect(client.isConnected()).toBe(false);
  });

  it('can subscribe anew to the topic of a channel that it has removed', async () => {
    const client = newClient();
    const first = client.channel('room');
    subscribe(first);
    await pass();
    await client.removeChannel(first);
    const statuses = subscribe(client.channel('room'));
    await pass(30_000);
    expect(statuses).toEqual(['SUBSCRIBED']);
  });

  it('disconnects', async () => {
    const client = newClient();
    subscribe(client.channel('room'));
    await pass();
    expect(await client.removeAllChannels()).toEqual(['ok']);
    expect(await client.disconnect()).toBe('ok');
    expect(client.connectionState()).toBe('closed');
    await pass(60_000);
    expect(backend.server.acts.filter(({ type }) => type === 'connect')).toHaveLength(1);
  });

  it('is seen as charts', async () => {
    const client = newClient();
    subscribe(client.channel('room'));
    await pass();
    const { client: connection, channels } = socketOf(client);
    expect(connection.getSnapshot().hasTag('connected')).toBe(true);
    expect(channels.map(({ ref }) => ref?.getSnapshot().value)).toEqual(['joined']);
  });
});
