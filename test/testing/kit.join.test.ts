import { describe, expect, it } from 'vitest';
import { awaitJoin, cast, join, leave, push, rejoin } from 'xstate-phoenix';
import { complaintOf, dialRaw, play } from './play.ts';

describe('a join', () => {
  it('is answered with ok, unless the test says otherwise', async () => {
    const { server, client } = play();
    const rooms = ['a', 'b', 'c'].map((name) => join(client, `room:${name}`));
    server.accept();
    await server.expectJoin('room:a');
    await server.expectJoin('room:b', { reply: ['ok', { seats: 4 }] });
    await server.expectJoin('room:c', { reply: ['error', { reason: 'forbidden' }] });
    expect(rooms.map((room) => room.getSnapshot().value)).toEqual(['joined', 'joined', 'closed']);
    expect(rooms.map((room) => room.getSnapshot().context.response())).toEqual([{}, { seats: 4 }, undefined]);
  });

  it('that nobody expects waits', async () => {
    const { server, client } = play();
    const room = join(client, 'room:a');
    server.accept();
    await server.elapse(5_000);
    expect(room).toBeIn('joining');
    expect(server.report()).toContain('room:a {} (waits for its answer)');
  });

  it('that is held runs into its timeout: the client leaves, waits and joins again', async () => {
    const { server, client } = play();
    const room = join(client, 'room:a');
    const first = await server.connectAndExpectJoin('room:a', { reply: 'hold' });
    await server.elapse(9_999);
    await server.refuteLeave();
    await server.elapse(1);
    expect(await server.expectLeave('room:a')).toMatchObject({ atMs: 10_000, joinRef: first.joinRef });
    expect(room).toBeIn({ 'rejoin-waiting': 'backoff' });
    first.reply('ok', { late: true });
    const second = await server.expectJoin('room:a', { withinMs: 1000 });
    expect([second.atMs, room.getSnapshot().value]).toEqual([11_000, 'joined']);
    expect((await awaitJoin(room)).response).toEqual({});
  });

  it('that is held does not hold back other topics, nor heartbeats', async () => {
    const { server, client } = play({ joinTimeoutMs: 100_000 });
    const held = join(client, 'room:held');
    const other = join(client, 'room:other');
    const { reply } = await server.connectAndExpectJoin('room:held', { reply: 'hold' });
    await server.expectJoin('room:other');
    const answer = push(other, 'ping');
    (await server.expectPush('room:other', 'ping')).reply('ok', 'pong');
    expect(await answer).toBe('pong');
    await server.elapse(60_000);
    expect(client).toBeIn('connected');
    reply('ok');
    expect([held, other].map((room) => room.getSnapshot().value)).toEqual(['joined', 'joined']);
  });

  it('can be answered once', async () => {
    const { server, client } = play();
    join(client, 'room:a');
    const { reply } = await server.connectAndExpectJoin('room:a', { reply: 'hold' });
    reply('ok');
    expect(() => reply('ok')).toThrow('The join of "room:a" can not be answered: it has been answered already.');
  });

  it('can not be answered when its connection is over', async () => {
    const { server, client } = play();
    join(client, 'room:a');
    const { reply } = await server.connectAndExpectJoin('room:a', { reply: 'hold' });
    server.drop();
    expect(() => reply('ok')).toThrow('its connection is over');
    expect(server.report()).toContain('room:a {} (not answered)');
  });

  it('can not be answered before an earlier one of its topic', async () => {
    const { server, client } = play();
    const room = join(client, 'room:a');
    const first = await server.connectAndExpectJoin('room:a', { reply: 'hold' });
    await server.elapse(11_000);
    await expect(server.expectJoin('room:a')).rejects.toThrow('an earlier join of the topic still waits');
    const [, second] = server.acts.filter((act) => act.type === 'join');
    first.reply('error', {});
    second?.reply('ok');
    expect(room).toBeIn('joined');
  });

  it('is told apart from one of the same topic on another connection', async () => {
    const { server, client } = play();
    const room = join(client, 'room:a');
    await server.connectAndExpectJoin('room:a', { reply: 'hold' });
    server.drop();
    await server.expectJoin('room:a', { withinMs: 10 });
    expect(room).toBeIn('joined');
  });
});

describe('a join that waits behind another one', () => {
  it('is taken neither for one of another topic, nor for one of another connection', async () => {
    const { server } = play({ autoConnect: false });
    const [first, second] = [dialRaw(server), dialRaw(server)];
    first.send('1', '1', 'room:a', 'phx_join');
    first.send('2', '2', 'room:a', 'phx_join');
    first.send('2', '2', 'room:b', 'phx_join');
    second.send('2', '2', 'room:a', 'phx_join');
    await server.expectJoin('room:b');
    await server.expectJoin('room:a', { connection: 2 });
    expect([first.told, second.told]).toEqual([['2'], ['2']]);
  });

  it('is not taken for one that the server has refused by itself', async () => {
    const { server, client } = play({}, { maxChannels: 1 });
    const first = join(client, 'room:a');
    await server.connectAndExpectJoin('room:a');
    const second = join(client, 'room:b');
    await server.expectJoin('room:b');
    expect(second).toBeIn({ 'rejoin-waiting': 'backoff' });
    await leave(first);
    rejoin(second);
    await server.expectJoin('room:b');
    expect(second).toBeIn('joined');
  });
});

describe('a topic that the server serves by itself', () => {
  const channels = {
    'room:*': { join: () => ({ ok: { served: true } }), handleIn: () => ({ reply: ['ok', 'pong'] as const }) },
  };

  it('is served at once, and its acts are noted all the same', async () => {
    const { server, client } = play({}, { channels });
    const room = join(client, 'room:a');
    const other = join(client, 'chat:a');
    server.accept();
    expect([room, other].map((each) => each.getSnapshot().value)).toEqual(['joined', 'joining']);
    expect(await push(room, 'ping')).toBe('pong');
    await server.expectJoin('room:a');
    await server.expectPush('room:a', 'ping');
    expect((await awaitJoin(room)).response).toEqual({ served: true });
    expect(server.report()).toContain('room:a {} (answered by the server)');
  });

  it('leaves nothing for the test to answer', async () => {
    const { server, client } = play({}, { channels });
    join(client, 'room:a');
    server.accept();
    await expect(server.expectJoin('room:a', { reply: ['ok'] })).rejects.toThrow('the server has answered by itself');
  });

  it('may be all topics', async () => {
    const { server, client } = play({}, { channels: { '*': channels['room:*'] } });
    const room = join(client, 'any:thing');
    server.accept();
    expect(room).toBeIn('joined');
  });
});

describe('a leave', () => {
  it('is answered by the server', async () => {
    const { server, client } = play();
    const room = join(client, 'room:a');
    await server.connectAndExpectJoin('room:a');
    expect(await leave(room)).toEqual({ acknowledged: true });
    const again = join(client, 'room:a');
    await server.expectJoin('room:a');
    cast(again, 'x');
    await server.expectPush('room:a', 'x');
  });

  it('of a topic that is held is answered behind the join', async () => {
    const { server, client } = play();
    const room = join(client, 'room:a');
    const { reply } = await server.connectAndExpectJoin('room:a', { reply: 'hold' });
    const left = leave(room);
    await server.expectLeave('room:a');
    expect(server.frames.filter(({ direction }) => direction === 'out')).toEqual([]);
    reply('ok');
    expect(await left).toEqual({ acknowledged: true });
    const out = server.frames.filter(({ direction }) => direction === 'out');
    expect(out.map(({ frame }) => frame[3])).toEqual(['phx_reply', 'phx_reply', 'phx_close']);
  });

  it('that is missing is told', async () => {
    const { server, client } = play();
    join(client, 'room:a');
    await server.connectAndExpectJoin('room:a');
    expect(await complaintOf(server.expectLeave('room:a', { withinMs: 60_000 }))).toContain('#1 heartbeat');
  });
});

describe('a join of a connection that is over', () => {
  it('can not be taken for the one of the next connection', async () => {
    const { server, client } = play();
    join(client, 'room:a');
    server.accept();
    await server.elapse(0);
    server.drop();
    await server.elapse(100);
    await expect(server.expectJoin('room:a')).rejects.toThrow('its connection is over');
    await server.expectJoin('room:a');
    expect(server.connections).toBe(1);
  });
});
