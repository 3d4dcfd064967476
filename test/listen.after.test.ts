import { describe, expect, it } from 'vitest';
import { awaitConnect, awaitJoin, awaitMessage, type ChannelRef, join, messages, on, push } from 'xstate-phoenix';
import { accept, drop, joinedRoom, joiningRoom, TOPIC } from './support/room.ts';
import { nextTask } from './support/task.ts';
import { createWorld } from './support/world.ts';

/** Waits some turns, without a new task. */
async function dawdle(): Promise<void> {
  for (let turn = 0; turn < 100; turn += 1) await null;
}

/** The messages that a program hears if it listens only after it has awaited something. */
async function listensAfter(room: ChannelRef, awaited: () => Promise<unknown>): Promise<unknown[]> {
  const heard: unknown[] = [];
  const program = async () => {
    await awaited();
    await dawdle();
    on(room, 'next', (payload) => heard.push(payload));
  };
  void program();
  await dawdle();
  return heard;
}

const next = (n: number) => [null, TOPIC, 'next', { n }] as const;

describe('a listener that is added behind an await hears what came in the same task', () => {
  it('after awaitJoin', async () => {
    const { room, socket } = joiningRoom();
    const heard = await listensAfter(room, () => awaitJoin(room));
    accept(socket);
    socket.say('1', ...next(1));
    await nextTask();
    expect(heard).toEqual([{ n: 1 }]);
  });

  it('after push, answered or refused', async () => {
    for (const status of ['ok', 'error']) {
      const { room, socket } = joinedRoom();
      const heard = await listensAfter(room, () => push(room, 'ask').catch(() => {}));
      socket.reply(socket.last('ask'), status);
      socket.say('1', ...next(1));
      socket.say('1', ...next(2));
      await nextTask();
      expect(heard).toEqual([{ n: 1 }, { n: 2 }]);
    }
  });

  it('after awaitMessage, and for await', async () => {
    const ways = [
      (room: ChannelRef) => awaitMessage(room, 'first'),
      async (room: ChannelRef) => {
        for await (const _ of messages(room, 'first')) return;
      },
    ];
    for (const way of ways) {
      const { room, socket } = joinedRoom();
      const heard = await listensAfter(room, () => way(room));
      socket.say('1', null, TOPIC, 'first', {});
      socket.say('1', ...next(1));
      await nextTask();
      expect(heard).toEqual([{ n: 1 }]);
    }
  });

  it('after awaitConnect', async () => {
    const world = createWorld();
    const room = join(world.client, TOPIC);
    const heard = await listensAfter(room, () => awaitConnect(world.client));
    accept(world.open());
    world.socket.say('1', ...next(1));
    await nextTask();
    expect(heard).toEqual([{ n: 1 }]);
  });

  it('one awaited frame after the other, each in a task of its own', async () => {
    const { room, socket } = joinedRoom();
    const log: string[] = [];
    const asks = async (event: string) => {
      await push(room, event);
      await dawdle();
      log.push(event);
    };
    const all = Promise.all(['a', 'b', 'c'].map(asks));
    await dawdle();
    for (const event of ['a', 'b', 'c']) socket.reply(socket.last(event));
    expect(log).toEqual([]);
    await nextTask();
    await nextTask();
    await nextTask();
    await all;
    expect(log).toEqual(['a', 'b', 'c']);
  });
});

describe('what comes behind a frame', () => {
  it('does not wait where nobody awaits that frame', () => {
    const { room, socket } = joinedRoom();
    const heard: unknown[] = [];
    on(room, 'next', (payload) => heard.push(payload));
    void push(room, 'ask');
    socket.reply(socket.last('ask'));
    socket.say('1', ...next(1));
    expect(heard).toEqual([{ n: 1 }]);
  });

  it('waits, be it the end of the connection', async () => {
    const made = joinedRoom();
    const { room, socket } = made;
    const asked = push(room, 'ask').then(() => room.getSnapshot().value);
    socket.reply(socket.last('ask'));
    drop(made);
    expect(await asked).toBe('joined');
    await nextTask();
    expect(room.getSnapshot().value).toEqual({ 'rejoin-waiting': 'offline' });
  });

  it('is nothing any more once the connection was given up', async () => {
    const { client, room, socket } = joinedRoom();
    const heard: unknown[] = [];
    on(room, 'next', (payload) => heard.push(payload));
    const asked = push(room, 'ask').then(() => {});
    socket.reply(socket.last('ask'));
    socket.say('1', ...next(1));
    client.send({ type: 'client.disconnect' });
    await asked;
    await nextTask();
    expect(heard).toEqual([]);
  });
});
