import { describe, expect, it } from 'vitest';
import { awaitJoin, clientMachine, interpret, join, leave, push } from 'xstate-phoenix';
import { createPresence } from 'xstate-phoenix/presence';
import { type ChannelHandlers, createPhoenix, inMemory, TestClock } from 'xstate-phoenix/testing';
import { nextTask } from '../support/task.ts';
import { createWorld } from '../support/world.ts';
import { causal, dataOf, transcripts } from '../testing/transcript.ts';
import { refsOf } from './metas.ts';
import { news, shown } from './presences.ts';

/** A room as the guide to Phoenix.Presence has it. */
const room: ChannelHandlers = {
  join(_, channel) {
    channel.send('after_join');
    return { ok: {} };
  },
  handleInfo(_, channel) {
    channel.presence.track(String(channel.socket.params.user), { mood: 'new' });
    channel.push('presence_state', channel.presence.list());
    return undefined;
  },
  handleIn(event, payload: object, channel) {
    if (event === 'crash') throw new Error('asked to');
    channel.presence.update(String(channel.socket.params.user), payload);
    return { reply: 'ok' };
  },
};

function served() {
  const clock = new TestClock();
  const phoenix = createPhoenix({ channels: { 'room:*': room } });
  const network = inMemory(phoenix, { schedule: (deliver) => clock.setTimeout(deliver, 5) });
  const visit = (user: string) => {
    const input = { url: 'ws://server.test/socket', params: { user }, transport: network.transport, jitter: 0 };
    const client = interpret(clientMachine, { clock, input }).start();
    const lobby = join(client, 'room:lobby');
    return { client, lobby };
  };
  const wait = async (ms = 100) => {
    for (let at = 0; at < ms; at += 5) {
      clock.increment(5);
      await nextTask();
    }
  };
  return { phoenix, network, visit, wait };
}

describe('a presence before a server', () => {
  it('shows all who are in the room, through updates, crashes, losses and leaves', async () => {
    const { phoenix, network, visit, wait } = served();
    const ana = visit('ana');
    const bo = visit('bo');
    const presence = createPresence<{ mood: string }>(ana.lobby);
    const told = news(presence);
    const isRight = () =>
      expect(Object.keys(shown(presence).refs).sort()).toEqual(Object.keys(phoenix.presences('room:lobby')).sort());
    await wait();
    isRight();
    expect(told.filter(([what]) => what === 'join').map(([, key]) => key)).toEqual(['ana', 'bo']);

    void push(bo.lobby, 'update', { mood: 'fine' });
    await wait();
    expect(presence.list((key, { metas: [first] }) => `${key} is ${first?.mood}`)).toEqual([
      'ana is new',
      'bo is fine',
    ]);

    push(bo.lobby, 'crash', {}).catch(() => {});
    await wait(20);
    expect(shown(presence).refs).not.toHaveProperty('bo');
    await wait(2_000);
    isRight();
    expect(shown(presence).refs).toHaveProperty('bo');

    network.drop();
    await wait(5);
    expect(presence.stale).toBe(true);
    expect(Object.keys(shown(presence).refs)).toEqual(['ana', 'bo']);
    await wait(2_000);
    expect(presence.stale).toBe(false);
    isRight();

    void leave(bo.lobby);
    await wait();
    expect(Object.keys(shown(presence).refs)).toEqual(['ana']);
    isRight();
    ana.client.stop();
    bo.client.stop();
  });

  it('misses nothing when it is made after the join was awaited, or much later', async () => {
    const { phoenix, visit, wait } = served();
    const { client, lobby } = visit('ana');
    const awaited = awaitJoin(lobby).then(() => createPresence(lobby));
    await wait();
    visit('bo');
    await wait();
    for (const presence of [await awaited, createPresence(lobby)])
      expect(presence.getSnapshot().context.state).toEqual(phoenix.presences('room:lobby'));
    client.stop();
  });
});

describe('a recorded server', () => {
  it('is shown as it told: two clients, an update, a second tab, its end, and an untrack', () => {
    const transcript = transcripts().get('presence_two_clients');
    const lines = [...causal(transcript?.frames ?? [])];
    const views = [1, 2].map((connection) => {
      const world = createWorld();
      const lobby = join(world.client, 'presence:rec16929');
      const socket = world.open();
      socket.reply(socket.last('phx_join'));
      const presence = createPresence(lobby);
      const told = news(presence);
      const sizes: string[] = [];
      for (const line of lines) {
        if (line.dir !== 'server' || line.conn !== connection) continue;
        const [, ref, topic, event, payload] = JSON.parse(String(dataOf(line)));
        if (!event.startsWith('presence_')) continue;
        const [joinRef] = socket.last('phx_join');
        socket.say(event === 'presence_state' ? joinRef : null, ref, topic, event, payload);
        const { state } = presence.getSnapshot().context;
        sizes.push(
          Object.entries(refsOf(state))
            .map(([key, refs]) => `${key} ${refs.length}`)
            .join(', '),
        );
      }
      return { sizes, told: told.map(([what, key]) => `${what} ${key ?? ''}`.trim()) };
    });
    const [first, second] = views;
    expect(first?.sizes).toEqual(['', 'ana 1', 'ana 1, bo 1', 'ana 1, bo 1', 'ana 1, bo 2', 'ana 1, bo 1', 'ana 1']);
    expect(second?.sizes).toEqual(['', 'ana 1, bo 1', 'ana 1, bo 1', 'ana 1, bo 2', 'ana 1, bo 1', 'ana 1']);
    expect(first?.told).toEqual(
      'join ana,sync,join bo,sync,join bo,update bo,leave bo,sync,join bo,sync,leave bo,sync,leave bo,sync'.split(','),
    );
  });
});
