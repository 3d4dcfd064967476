import { describe, expect, it } from 'vitest';
import { awaitMessage, disconnect, leave, v2 } from 'xstate-phoenix';
import {
  accept,
  countTimers,
  crash,
  end,
  joinedRoom,
  joiningRoom,
  offlineRoom,
  outcome,
  type Room,
  refuse,
  TOPIC,
} from './support/room.ts';

const say = ({ world }: Pick<Room, 'world'>, event: string, payload: unknown) =>
  world.socket.say(null, null, TOPIC, event, payload);

describe('awaitMessage()', () => {
  it('resolves with the next message of the event', async () => {
    const made = joinedRoom();
    const message = awaitMessage(made.room, 'msg');
    say(made, 'other', {});
    expect(await outcome(message)).toBe('pending');
    say(made, 'msg', { n: 1 });
    say(made, 'msg', { n: 2 });
    expect(await message).toEqual({ topic: TOPIC, event: 'msg', payload: { n: 1 }, joinRef: null });
  });

  it('takes any with "*"', async () => {
    const made = joinedRoom();
    const message = awaitMessage(made.room, '*');
    say(made, 'whatever', {});
    expect((await message).event).toBe('whatever');
  });

  it('takes one whose payload has a part, nested as deep as it is given', async () => {
    const made = joinedRoom();
    const where = { user: { id: 7 }, tags: ['a'] };
    const message = awaitMessage(made.room, 'msg', { where });
    for (const payload of [
      null,
      'text',
      {},
      { user: null, tags: ['a'] },
      { user: { id: 8 }, tags: ['a'] },
      { user: { id: 7 }, tags: ['b'] },
    ])
      say(made, 'msg', payload);
    expect(await outcome(message)).toBe('pending');
    say(made, 'msg', { user: { id: 7, name: 'x' }, tags: ['a', 'b'], more: 1 });
    expect((await message).payload).toMatchObject({ more: 1 });
  });

  it.each<[string, object, readonly unknown[], unknown]>([
    [
      'a list that begins with the items',
      { tags: ['a', 'b'] },
      [['b', 'a'], ['a'], { 0: 'a', 1: 'b' }],
      ['a', 'b', 'c'],
    ],
    ['an empty list', { tags: [] }, [{}, null, ''], ['any']],
    ['objects in a list', { tags: [{ id: 1 }] }, [[], [{}], [1], [{ id: '1' }]], [{ id: 1, more: 2 }]],
    ['an empty object', { tags: {} }, [[], null, 'x', 0], { any: 1 }],
    ['null', { tags: null }, [{}, [], false], null],
  ])('takes one that has %s', async (_, where, others, fitting) => {
    const made = joinedRoom();
    const message = awaitMessage(made.room, 'msg', { where });
    say(made, 'msg', {});
    for (const tags of others) say(made, 'msg', { tags });
    expect(await outcome(message)).toBe('pending');
    say(made, 'msg', { tags: fitting });
    expect((await message).payload).toEqual({ tags: fitting });
  });

  it('takes one that has a date, told by its time', async () => {
    const revive = (_: string, value: unknown) => (typeof value === 'number' ? new Date(value) : value);
    const made = joinedRoom({ serializer: v2({ parse: (text) => JSON.parse(text, revive) }) });
    const message = awaitMessage(made.room, 'msg', { where: { at: new Date(2) } });
    for (const at of [1, '1970-01-01T00:00:00.002Z', {}]) say(made, 'msg', { at });
    expect(await outcome(message)).toBe('pending');
    say(made, 'msg', { at: 2 });
    expect((await message).payload).toEqual({ at: new Date(2) });
  });

  it('takes one that a function says yes to', async () => {
    const made = joinedRoom();
    const message = awaitMessage<{ n: number }>(made.room, '*', {
      where: ({ n }, { event }) => event === 'msg' && n > 1,
    });
    say(made, 'msg', { n: 1 });
    say(made, 'other', { n: 2 });
    say(made, 'msg', { n: 3 });
    expect((await message).payload).toEqual({ n: 3 });
  });

  it('rejects with what that function throws, which harms nothing else', async () => {
    const made = joinedRoom();
    const thrown = new Error('where');
    const message = awaitMessage(made.room, 'msg', {
      where: () => {
        throw thrown;
      },
    });
    const other = awaitMessage(made.room, 'msg');
    say(made, 'msg', { n: 1 });
    await expect(message).rejects.toBe(thrown);
    expect((await other).payload).toEqual({ n: 1 });
    expect(made.said.filter(({ type }) => type === 'listener.failed')).toEqual([]);
  });

  it('waits through joins, crashes and lost connections', async () => {
    const made = offlineRoom();
    const message = awaitMessage(made.room, 'msg');
    made.socket.open();
    accept(made.socket);
    crash(made.socket);
    made.clock.increment(1000);
    accept(made.socket);
    say(made, 'msg', { n: 1 });
    expect((await message).payload).toEqual({ n: 1 });
  });

  it.each<[string, string, () => Room, (made: Room) => unknown]>([
    ['left', 'left', joinedRoom, ({ room }) => void leave(room)],
    ['closed', 'closed', joinedRoom, ({ socket }) => end(socket)],
    ['refused for good', 'refused', joiningRoom, ({ socket }) => refuse(socket, { reason: 'forbidden' })],
    ['disconnected', 'disconnected', joinedRoom, ({ client }) => void disconnect(client)],
    ['stopped', 'disconnected', joinedRoom, ({ client }) => client.stop()],
  ])('rejects once no message will come: %s', async (_, code, make, finish) => {
    const made = make();
    const message = awaitMessage(made.room, 'msg');
    finish(made);
    await expect(message).rejects.toMatchObject({ name: 'JoinError', code });
    await expect(awaitMessage(made.room, 'msg')).rejects.toMatchObject({ code });
  });

  it('rejects after its time, and leaves no timer', async () => {
    const made = joinedRoom({ heartbeatIntervalMs: 0 });
    const timers = countTimers(made.clock);
    const message = awaitMessage(made.room, 'msg', { timeoutMs: 100 });
    const other = awaitMessage(made.room, 'msg', { timeoutMs: 1000 });
    expect(timers()).toBe(2);
    made.clock.increment(100);
    await expect(message).rejects.toMatchObject({ code: 'timeout' });
    say(made, 'msg', {});
    await other;
    expect(timers()).toBe(0);
  });

  it('rejects by its signal', async () => {
    const made = joinedRoom();
    const controller = new AbortController();
    const message = awaitMessage(made.room, 'msg', { signal: controller.signal });
    controller.abort('enough');
    await expect(message).rejects.toMatchObject({ code: 'aborted', cause: 'enough' });
    const never = awaitMessage(made.room, 'msg', { signal: AbortSignal.abort('enough') });
    await expect(never).rejects.toMatchObject({ code: 'aborted', cause: 'enough' });
  });

  it('rejects a time that is none', async () => {
    const { room } = joinedRoom();
    await expect(awaitMessage(room, 'msg', { timeoutMs: -1 })).rejects.toMatchObject({ code: 'configuration' });
  });
});
