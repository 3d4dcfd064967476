import { describe, expect, it } from 'vitest';
import { type ChannelRef, cast, clientMachine, interpret, join, leave, on, push } from 'xstate-phoenix';
import { outcome } from '../support/room.ts';
import { dialRaw, play } from './play.ts';

async function joined() {
  const { server, client } = play();
  const room = join(client, 'room:a');
  await server.connectAndExpectJoin('room:a');
  const heard: unknown[] = [];
  on(room, '*', (payload, { event }) => heard.push([event, payload]));
  return { server, client, room, heard };
}

describe('a push', () => {
  it('is answered when the test likes', async () => {
    const { server, room } = await joined();
    const reply = push(room, 'ping', { n: 1 });
    const act = await server.expectPush('room:a', 'ping');
    expect(act).toMatchObject({ topic: 'room:a', event: 'ping', payload: { n: 1 }, joinRef: '1', ref: '2' });
    await server.elapse(9_999);
    expect(await outcome(reply)).toBe('pending');
    server.reply(act, 'ok', { n: 2 });
    expect(await reply).toEqual({ n: 2 });
  });

  it('is refused by any other status, and runs into its timeout without an answer', async () => {
    const { server, room } = await joined();
    const refused = push(room, 'a');
    const forgotten = push(room, 'b');
    (await server.expectPush('room:a', 'a')).reply('error', { reason: 'no' });
    await expect(refused).rejects.toMatchObject({ code: 'refused', response: { reason: 'no' } });
    await server.elapse(10_000);
    await expect(forgotten).rejects.toMatchObject({ code: 'timeout' });
  });

  it('carries bytes, and so does its reply', async () => {
    const { server, room } = await joined();
    const reply = push(room, 'bytes', Uint8Array.of(1, 2, 3));
    const act = await server.expectPush<Uint8Array>('room:a', 'bytes', (bytes) => bytes[1] === 2);
    act.reply('ok', Uint8Array.of(4));
    expect(await reply).toEqual(Uint8Array.of(4));
    expect(server.report()).toContain('room:a bytes "<3 bytes>"');
  });

  it('can be answered though its topic was left, and not when its connection is over', async () => {
    const { server, room } = await joined();
    cast(room, 'a');
    const act = await server.expectPush('room:a', 'a');
    await leave(room);
    act.reply('ok');
    expect(server.frames.at(-1)?.frame).toEqual(['1', '2', 'room:a', 'phx_reply', { response: {}, status: 'ok' }]);
    server.drop();
    expect(() => act.reply('ok')).toThrow('The push "a" to "room:a" can not be answered: its connection is over.');
  });

  it('is answered to the client it came from', async () => {
    const { server, client } = await joined();
    const other = join(interpret(clientMachine, server.options()).start(), 'room:a');
    await server.expectJoin('room:a', { connection: 2 });
    const replies = [push(join(client, 'room:a'), 'a'), push(other, 'a')];
    (await server.expectPush('room:a', 'a', {}, { connection: 2 })).reply('ok', 2);
    (await server.expectPush('room:a', 'a', {}, { connection: 1 })).reply('ok', 1);
    expect(await Promise.all(replies)).toEqual([1, 2]);
  });

  it('can not be answered where its topic was not joined', async () => {
    const { server } = play({ autoConnect: false });
    const { told, send } = dialRaw(server);
    send('1', '2', 'room:a', 'hi');
    const act = await server.expectPush('room:a', 'hi');
    expect(() => act.reply('ok')).toThrow('its topic was not joined');
    expect(told).toHaveLength(1);
  });

  it('of a held topic is handled behind its join, in order, and can be answered then', async () => {
    const { server } = play({ autoConnect: false });
    const { told, send } = dialRaw(server);
    for (const [ref, event] of ['phx_join', 'a', 'b'].entries()) send('0', String(ref), 'room:a', event);
    const act = await server.expectPush('room:a', 'a');
    expect(() => act.reply('ok')).toThrow('its topic was not joined');
    await server.expectJoin('room:a');
    act.reply('ok');
    (await server.expectPush('room:a', 'b')).reply('ok');
    expect(told).toEqual(['0', '1', '2']);
  });
});

describe('the server', () => {
  it('pushes to each client that has joined a topic', async () => {
    const { server, heard } = await joined();
    const other = join(interpret(clientMachine, server.options()).start(), 'room:a');
    await server.expectJoin('room:a');
    const also: unknown[] = [];
    on(other, '*', (payload) => also.push(payload));
    server.push('room:a', 'news', { n: 1 });
    server.push('room:a', 'empty');
    server.push('room:a', 'bytes', Uint8Array.of(1));
    expect(heard).toEqual([
      ['news', { n: 1 }],
      ['empty', {}],
      ['bytes', Uint8Array.of(1)],
    ]);
    expect(also).toHaveLength(3);
    expect(server.frames.at(-1)?.frame[0]).toBe('1');
  });

  it('broadcasts', async () => {
    const { server, heard } = await joined();
    server.broadcast('room:a', 'news', { n: 1 });
    expect(heard).toEqual([['news', { n: 1 }]]);
    expect(server.frames.at(-1)?.frame).toEqual([null, null, 'room:a', 'news', { n: 1 }]);
  });

  it('lets a channel crash, and the client joins it again', async () => {
    const { server, room } = await joined();
    server.crash('room:a');
    expect(room).toBeIn({ 'rejoin-waiting': 'backoff' });
    await server.expectJoin('room:a', { withinMs: 1000 });
    expect(room).toBeIn('joined');
  });

  it('ends a channel for good', async () => {
    const { server, room } = await joined();
    server.stop('room:a');
    expect(room).toBeIn('closed');
    await server.refuteJoin('room:a', { withinMs: 60_000 });
  });

  it.each(['push', 'broadcast', 'crash', 'stop'] as const)('can not %s where nobody has joined', async (act) => {
    const { server, room, client } = await joined();
    await leave(room);
    expect(() => server[act]('room:a', 'x')).toThrow(/^Nobody has joined "room:a"\.$/);
    join(client, 'room:b');
    await server.expectJoin('room:b', { reply: 'hold' });
    expect(() => server[act]('room:b', 'x')).toThrow('Nobody has joined "room:b". A join of it waits for its answer.');
  });

  it('shows all frames in order, and its own options may watch them, too', async () => {
    const seen: unknown[] = [];
    const { server, client } = play({}, { onFrame: ({ frame }) => seen.push(frame) });
    const room: ChannelRef = join(client, 'room:a');
    await server.connectAndExpectJoin('room:a');
    await server.elapse(30_000);
    cast(room, 'x');
    expect(server.frames.map(({ direction, frame }) => [direction, frame[3]])).toEqual([
      ['in', 'phx_join'],
      ['out', 'phx_reply'],
      ['in', 'heartbeat'],
      ['out', 'phx_reply'],
      ['in', 'x'],
    ]);
    expect(seen).toEqual(server.frames.map(({ frame }) => frame));
  });
});
