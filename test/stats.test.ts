import { describe, expect, it } from 'vitest';
import { cast, channels, disconnect, join, leave, ping, push, stats } from 'xstate-phoenix';
import { accept, joinedRoom, offlineRoom, outcome, refuse, TOPIC } from './support/room.ts';
import { createWorld } from './support/world.ts';

const none = { joining: 0, joined: 0, 'rejoin-waiting': 0, leaving: 0, closed: 0 };

describe('stats', () => {
  it('of a new client are all zero', () => {
    const { client, clock } = createWorld({ autoConnect: false });
    clock.increment(5_000);
    expect(stats(client)).toEqual({
      since: 5_000,
      attempts: 0,
      connections: 0,
      topics: none,
      pushes: { inFlight: 0, waiting: 0 },
      in: { frames: 0, bytes: 0 },
      out: { frames: 0, bytes: 0 },
      lastRoundTripMs: null,
    });
  });

  it('tell how often the client has tried and has connected', () => {
    const { client, clock, sockets } = createWorld();
    sockets[0]?.close();
    clock.increment(10);
    expect(stats(client)).toMatchObject({ attempts: 2, connections: 0 });
    sockets[1]?.open();
    expect(stats(client)).toMatchObject({ attempts: 2, connections: 1 });
    clock.increment(10_000);
    expect(stats(client)).toMatchObject({ attempts: 0, connections: 1 });
  });

  it('count the topics by their state', () => {
    const { client, socket } = joinedRoom();
    const seen = () => stats(client).topics;
    expect(seen()).toEqual({ ...none, joined: 1 });
    const other = join(client, 'room:b');
    expect(seen()).toEqual({ ...none, joined: 1, joining: 1 });
    refuse(socket);
    expect(seen()).toEqual({ ...none, joined: 1, 'rejoin-waiting': 1 });
    void leave(other);
    join(client, 'room:c');
    refuse(socket, { reason: 'unauthorized' });
    expect(seen()).toEqual({ ...none, joined: 1, closed: 1 });
    const [room] = channels(client);
    if (room) void leave(room);
    expect(seen()).toEqual({ ...none, leaving: 1, closed: 1 });
  });

  it('count the pushes that wait, and those that have no reply yet', () => {
    const { client, room, world } = offlineRoom();
    void push(room, 'say');
    cast(room, 'say');
    expect(stats(client).pushes).toEqual({ inFlight: 0, waiting: 2 });
    const socket = world.open();
    accept(socket);
    void push(room, 'ask');
    expect(stats(client).pushes).toEqual({ inFlight: 2, waiting: 0 });
    socket.reply(socket.last('ask'));
    expect(stats(client).pushes).toEqual({ inFlight: 1, waiting: 0 });
  });

  it('count frames and bytes in both directions from the first call on', () => {
    const { client, room, socket } = joinedRoom();
    stats(client);
    cast(room, 'say', { body: 'ü' });
    socket.say(null, null, TOPIC, 'news', {});
    socket.say(null, null, TOPIC, 'news', {});
    const bytes = (text: string) => new TextEncoder().encode(text).length;
    const news = bytes(JSON.stringify([null, null, TOPIC, 'news', {}]));
    expect(stats(client)).toMatchObject({
      in: { frames: 2, bytes: 2 * news },
      out: { frames: 1, bytes: bytes(JSON.stringify(socket.last('say'))) },
    });
  });

  it('are those of the moment: what was returned before does not change', () => {
    const { client, room, socket } = joinedRoom();
    const before = stats(client);
    cast(room, 'say');
    socket.say(null, null, TOPIC, 'news', {});
    expect([before.out.frames, before.in.frames]).toEqual([0, 0]);
    expect([stats(client).out.frames, stats(client).in.frames]).toEqual([1, 1]);
  });

  it('tell the round trip of the last heartbeat, or of a ping', async () => {
    const { client, room, socket, clock } = joinedRoom();
    stats(client);
    clock.increment(30_000);
    clock.increment(120);
    expect(stats(client).lastRoundTripMs).toBeNull();
    socket.reply(socket.last('heartbeat'));
    expect(stats(client).lastRoundTripMs).toBe(120);
    void push(room, 'say');
    clock.increment(3);
    socket.reply(socket.last('say'));
    expect(stats(client).lastRoundTripMs).toBe(120);
    void outcome(ping(client));
    clock.increment(7);
    socket.reply(socket.last('heartbeat'));
    socket.say(null, '999', 'phoenix', 'phx_reply', { status: 'ok', response: {} });
    expect(stats(client).lastRoundTripMs).toBe(7);
  });

  it('go on counting when the client is stopped and started again, and count each frame once', () => {
    const { client, world } = joinedRoom();
    stats(client);
    client.stop();
    expect(stats(client).topics).toEqual(none);
    const { frames } = stats(client).out;
    client.start();
    world.open();
    expect(stats(client)).toMatchObject({ out: { frames: frames + 1 }, topics: { ...none, joining: 1 } });
  });

  it('show nothing of a client that has disconnected but its numbers', () => {
    const { client } = joinedRoom();
    void disconnect(client);
    expect(stats(client)).toMatchObject({ topics: { 'rejoin-waiting': 1 }, connections: 1 });
  });

  it('are refused for a client with a bad input', () => {
    const { client } = createWorld({ jitter: 7 }, { start: false });
    expect(() => stats(client)).toThrow('jitter must be');
  });
});
