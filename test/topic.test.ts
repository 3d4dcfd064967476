import { describe, expect, it, vi } from 'vitest';
import {
  awaitJoin,
  type ClientRef,
  type ConfigurationError,
  cast,
  channels,
  join,
  leave,
  push,
  rejoin,
} from 'xstate-phoenix';
import { accept, hear, joinedRoom, joiningRoom, offlineRoom, outcome, TOPIC } from './support/room.ts';
import { createWorld } from './support/world.ts';

const problemsOf = (call: () => unknown): unknown => {
  try {
    return call();
  } catch (error) {
    return (error as ConfigurationError).problems.map(({ path }) => path);
  }
};

describe('join()', () => {
  it('is synchronous: the channel is there before anything happened', () => {
    const { client } = createWorld({}, { start: false });
    const room = join(client, TOPIC);
    expect(room.getSnapshot()).toMatchObject({ status: 'active', value: { 'rejoin-waiting': 'offline' } });
    expect(room.getSnapshot().context).toMatchObject({ topic: TOPIC, attempt: 0, reason: null, retryAt: null });
  });

  it.each([[''], ['phoenix'], [7 as unknown as string]])('throws for the topic %j', (topic) => {
    const { client } = createWorld();
    expect(problemsOf(() => join(client, topic))).toEqual(['topic']);
    expect([...channels(client)]).toEqual([]);
  });

  it('throws for bad options, all problems at once, and joins nothing', () => {
    const { client } = createWorld();
    const options = { rejoinAfterMs: [1, -1], joinTimeoutMs: 0 };
    expect(problemsOf(() => join(client, '', options))).toEqual(['topic', 'rejoinAfterMs[1]', 'joinTimeoutMs']);
    expect([...channels(client)]).toEqual([]);
  });

  it.each<[string, (client: ClientRef) => void]>([
    ['was stopped', (client) => client.stop()],
    ['has stopped itself', (client) => client.send({ type: 'client.stop', reason: 'enough' })],
  ])('throws when the client %s', (_, stop) => {
    const { client } = offlineRoom();
    stop(client);
    expect(() => join(client, 'room:other')).toThrow(
      expect.objectContaining({ name: 'JoinError', code: 'disconnected', topic: 'room:other' }),
    );
  });

  it('keeps two topics apart, however alike they are', () => {
    const { client, socket } = joinedRoom();
    const heard = hear(join(client, 'room:lobby2'));
    accept(socket);
    socket.say(null, null, TOPIC, 'msg', {});
    expect(heard).toMatchObject([{ type: 'joined' }]);
    expect([...channels(client)]).toHaveLength(2);
  });

  it.each(['__proto__', 'constructor', 'room:ü', '*', 'xstate.stop'])('takes a topic like "%s"', async (topic) => {
    const { client, socket } = offlineRoom();
    const room = join(client, topic);
    socket.open();
    accept(socket, { here: topic });
    expect((await awaitJoin(room)).response).toEqual({ here: topic });
  });
});

describe('a join sent as a command', () => {
  it('is the same as join()', () => {
    const { client, socket } = joiningRoom();
    client.send({ type: 'channel.join', topic: 'room:other', params: { a: 1 } });
    expect(socket.last('phx_join')).toEqual(['2', '2', 'room:other', 'phx_join', { a: 1 }]);
    client.send({ type: 'channel.join', topic: 'room:other' });
    expect(socket.of('phx_join')).toHaveLength(2);
    client.send({ type: 'channel.leave', topic: 'room:other' });
    expect(socket.last('phx_leave')).toEqual(['2', '3', 'room:other', 'phx_leave', {}]);
  });

  it.each(['', 'phoenix'])('is reported and does nothing for the topic "%s"', (topic) => {
    const { client, socket, said } = joiningRoom();
    client.send({ type: 'channel.join', topic });
    expect(socket.of('phx_join')).toHaveLength(1);
    expect([...channels(client)]).toHaveLength(1);
    expect(said).toContainEqual({
      type: 'listener.failed',
      topic,
      event: 'channel.join',
      error: expect.objectContaining({ name: 'ConfigurationError' }),
    });
    expect(client.getSnapshot().hasTag('connected')).toBe(true);
  });
});

describe('leave()', () => {
  it('rejects a time that is none, and leaves nothing', async () => {
    const { room } = joinedRoom();
    await expect(leave(room, { timeoutMs: Number.NaN })).rejects.toMatchObject({ code: 'configuration' });
    expect(room.getSnapshot().value).toBe('joined');
  });

  it('resolves for a channel whose client was stopped', async () => {
    const { client, room } = joinedRoom();
    client.stop();
    expect(await leave(room)).toEqual({ acknowledged: false });
  });

  it('rejects by its signal, and the topic is left all the same', async () => {
    const { room, socket, heard } = joinedRoom();
    const controller = new AbortController();
    const left = leave(room, { signal: controller.signal });
    const other = leave(room);
    expect(await outcome(left)).toBe('pending');
    controller.abort('enough');
    await expect(left).rejects.toMatchObject({ name: 'JoinError', code: 'aborted', topic: TOPIC, cause: 'enough' });
    socket.reply(socket.last('phx_leave'));
    expect(await other).toEqual({ acknowledged: true });
    expect(heard).toEqual([{ type: 'left', acknowledged: true }]);
  });

  it('leaves though its signal was aborted before the call, and says that nobody waits', async () => {
    const { room, socket } = joinedRoom();
    const left = leave(room, { signal: AbortSignal.abort('before') });
    await expect(left).rejects.toMatchObject({ code: 'aborted', cause: 'before' });
    expect(socket.of('phx_leave')).toHaveLength(1);
    expect(room.getSnapshot().value).toBe('leaving');
  });

  it('resolves where its signal is aborted too late', async () => {
    const { room, socket } = joinedRoom();
    const controller = new AbortController();
    const left = leave(room, { signal: controller.signal });
    socket.reply(socket.last('phx_leave'));
    expect(await left).toEqual({ acknowledged: true });
    controller.abort();
  });

  it('takes both a time and a signal', async () => {
    const { room, clock } = joinedRoom();
    const left = leave(room, { timeoutMs: 300, signal: new AbortController().signal });
    clock.increment(299);
    expect(await outcome(left)).toBe('pending');
    clock.increment(1);
    expect(await left).toEqual({ acknowledged: false });
  });

  it('that nobody awaits raises no unhandled rejection', async () => {
    const raised: unknown[] = [];
    const note = (error: unknown) => raised.push(error);
    process.on('unhandledRejection', note);
    const { room } = joinedRoom();
    leave(room, { timeoutMs: Number.NaN });
    leave(room, { signal: AbortSignal.abort() });
    await new Promise(setImmediate);
    process.off('unhandledRejection', note);
    expect(raised).toEqual([]);
  });

  it('resolves when the client is stopped meanwhile', async () => {
    const { client, room } = joinedRoom();
    const left = leave(room);
    client.stop();
    expect(await left).toEqual({ acknowledged: false });
  });
});

describe('a channel that is gone', () => {
  it('is sent nothing any more', async () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
    const { room, socket, client } = joinedRoom();
    void leave(room);
    socket.reply(socket.last('phx_leave'));
    await leave(room);
    await push(room, 'late').catch(() => {});
    cast(room, 'late');
    rejoin(room);
    client.stop();
    await leave(room);
    expect(warn).not.toHaveBeenCalled();
    warn.mockRestore();
  });
});

describe('rejoin()', () => {
  it('throws when the client was stopped', () => {
    const { client, room } = joinedRoom();
    client.stop();
    expect(() => rejoin(room)).toThrow(expect.objectContaining({ code: 'disconnected' }));
  });
});

describe('channels()', () => {
  it('are all that are not left, in the order of joining', async () => {
    const { client, room, socket } = joinedRoom();
    const second = join(client, 'room:2');
    const third = join(client, 'room:3');
    expect([...channels(client)]).toEqual([room, second, third]);
    void leave(room);
    socket.reply(socket.last('phx_leave'));
    expect([...channels(client)]).toEqual([second, third]);
    const again = join(client, TOPIC);
    expect([...channels(client)]).toEqual([second, third, again]);
  });

  it('have one that was left and is joined by a listener of that at their end', () => {
    const { client, room, socket } = joinedRoom();
    const second = join(client, 'room:2');
    room.on('left', () => {
      join(client, TOPIC);
    });
    void leave(room);
    socket.reply(socket.last('phx_leave'));
    expect([...channels(client)]).toEqual([second, expect.objectContaining({ id: TOPIC })]);
    expect([...channels(client)][1]).not.toBe(room);
  });

  it('are none of a stopped client', () => {
    const { client } = joinedRoom();
    client.stop();
    expect([...channels(client)]).toEqual([]);
  });
});
