import { describe, expect, it } from 'vitest';
import type { InspectionEvent } from 'xstate';
import { type ClientInput, cast, intercept, join } from 'xstate-phoenix';
import { hear } from '../../support/hear.ts';
import '../../support/matchers.ts';
import { accept } from '../../support/room.ts';
import { createWorld } from '../../support/world.ts';

/** A connected client with a joined topic, for which any frame is a sign of life. */
function connected(input: Partial<ClientInput> = {}) {
  const told: string[] = [];
  const inspect = (seen: InspectionEvent) => void (seen.type === '@xstate.event' && told.push(seen.event.type));
  const world = createWorld({ livenessFrom: 'any-frame', ...input }, { inspect });
  const socket = world.open();
  const room = join(world.client, 'room:a');
  accept(socket);
  const { client, clock } = world;
  return { world, client, clock, socket, room, told: () => told.filter((type) => type === 'heartbeat.heard') };
}

const asking = { connected: { heartbeat: 'awaiting-ack' } };
const resting = { connected: { heartbeat: 'resting' } };

describe('a heartbeat with livenessFrom "any-frame"', () => {
  it.each([
    ['a message', '[null,null,"room:a","news",{}]'],
    ['a message of an unknown topic', '[null,null,"room:z","news",{}]'],
    ['what can not be read', '{"no":"frame"}'],
    ['an answer to another heartbeat', '[null,"0","phoenix","phx_reply",{"status":"ok","response":{}}]'],
  ])('is answered by %s that comes after it', (_, text) => {
    const { client, clock, socket } = connected();
    clock.increment(30_000);
    expect(client).toBeIn(asking);
    clock.increment(9_999);
    socket.raw(text);
    expect(client).toBeIn(resting);
    clock.increment(29_999);
    expect(client).toBeIn(resting);
    expect(socket.of('heartbeat').length).toBe(1);
    clock.increment(1);
    expect(socket.of('heartbeat').length).toBe(2);
  });

  it('is not answered by what came before it', () => {
    const { client, clock, socket } = connected();
    clock.increment(29_999);
    socket.raw('[null,null,"room:a","news",{}]');
    clock.increment(1);
    expect(client).toBeIn(asking);
    clock.increment(10_000);
    expect(client).toBeIn('reconnect-waiting');
  });

  it('ends the connection where nothing comes at all, as always', () => {
    const { client, clock } = connected();
    const lost = hear(client, 'connection.lost');
    clock.increment(40_000);
    expect(lost).toMatchObject([{ cause: 'heartbeat' }]);
  });

  it('ends it at the next silence, though there was life before', () => {
    const { client, clock, socket } = connected();
    clock.increment(30_000);
    socket.raw('[null,null,"room:a","news",{}]');
    clock.increment(39_999);
    expect(client).toBeIn(asking);
    clock.increment(1);
    expect(client).toBeIn('reconnect-waiting');
  });

  it('tells how long its own answer took, whether that comes first or late, and once', () => {
    const { client, clock, socket } = connected();
    const beats = hear(client, 'heartbeat');
    clock.increment(30_000);
    clock.increment(100);
    socket.reply(socket.last('heartbeat'));
    clock.increment(30_000);
    clock.increment(5);
    socket.raw('[null,null,"room:a","news",{}]');
    clock.increment(11_995);
    socket.reply(socket.last('heartbeat'));
    socket.reply(socket.last('heartbeat'));
    expect(beats).toEqual([
      { type: 'heartbeat', rttMs: 100 },
      { type: 'heartbeat', rttMs: 12_000 },
    ]);
  });

  it('is not put off by a late answer: Phoenix wants to hear one each minute', () => {
    const { clock, socket } = connected({ heartbeatIntervalMs: 45_000 });
    clock.increment(45_000);
    socket.raw('[null,null,"room:a","news",{}]');
    clock.increment(44_000);
    socket.reply(socket.last('heartbeat'));
    clock.increment(1_000);
    expect(socket.of('heartbeat').length).toBe(2);
  });

  it('is answered by a frame that an interceptor drops', () => {
    const { client, clock, socket } = connected();
    intercept(client, { incoming: () => null });
    clock.increment(30_000);
    socket.raw('[null,null,"room:a","news",{}]');
    expect(client).toBeIn(resting);
  });

  it('tells the chart only while an answer is awaited', () => {
    const { clock, socket, told } = connected();
    socket.raw('[null,null,"room:a","news",{}]');
    expect(told()).toEqual([]);
    clock.increment(30_000);
    socket.raw('[null,null,"room:a","news",{}]');
    socket.reply(socket.last('heartbeat'));
    const soFar = told().length;
    socket.raw('[null,null,"room:a","news",{}]');
    expect([soFar > 0, told().length - soFar]).toEqual([true, 0]);
  });

  it('tells the chart of no frame by default', () => {
    const { clock, socket, told, client } = connected({ livenessFrom: 'heartbeat' });
    clock.increment(30_000);
    socket.raw('[null,null,"room:a","news",{}]');
    expect(told()).toEqual([]);
    expect(client).toBeIn(asking);
  });
});

describe('a push after a sleep, with livenessFrom "any-frame"', () => {
  const news = '[null,null,"room:a","news",{}]';

  it('is not written into a connection whose heartbeat is overdue', () => {
    const { client, clock, socket, room } = connected();
    clock.increment(30_000);
    clock.sleep(600_000);
    cast(room, 'say');
    expect(socket.of('say')).toEqual([]);
    expect(client).toBeIn('reconnect-waiting');
  });

  it('is written where something was heard after the heartbeat, and before the push', () => {
    const { client, clock, socket, room } = connected();
    clock.increment(30_000);
    clock.sleep(600_000);
    socket.raw(news);
    cast(room, 'say');
    expect(socket.of('say').length).toBe(1);
    expect(client).toBeIn(resting);
  });

  it('is not written where the next heartbeat should have come long ago', () => {
    const { client, clock, socket, room } = connected();
    clock.increment(30_000);
    socket.raw(news);
    clock.sleep(600_000);
    cast(room, 'say');
    expect(socket.of('say')).toEqual([]);
    expect(client).toBeIn('reconnect-waiting');
  });
});

describe('the option livenessFrom', () => {
  it('must be one of two words', () => {
    const { client } = createWorld({ livenessFrom: 'ping' as never }, { start: false });
    expect(String(client.getSnapshot().error)).toContain('livenessFrom must be one of "heartbeat", "any-frame"');
  });
});
