import { describe, expect, it, vi } from 'vitest';
import { createActor } from 'xstate';
import {
  awaitConnect,
  awaitJoin,
  type ChannelHost,
  type ClientInput,
  channelLogic,
  channelMachine,
  clientMachine,
  defaults,
  defineClient,
  JoinTurns,
  join,
  leave,
  parseConfiguration,
  push,
  v2,
} from 'xstate-phoenix';
import { TestClock } from 'xstate-phoenix/testing';
import { hear } from '../support/hear.ts';
import '../support/matchers.ts';
import { startDefined } from '../support/defined.ts';
import { joinedRoom, joiningRoom, offlineRoom, TOPIC, turns } from '../support/room.ts';
import { createWorld } from '../support/world.ts';

const MAX = 2 ** 31 - 1;
const url = 'ws://server.test/socket';
const trap = () => {
  throw new Error('trap');
};

/** The longest timer that is set meanwhile. The platform fires those of more than 2^31-1 ms at once. */
async function longestOf(clock: TestClock, during: () => unknown): Promise<number> {
  const set = vi.spyOn(clock, 'setTimeout');
  during();
  await turns();
  return Math.max(...set.mock.calls.map(([, delayMs]) => delayMs));
}

/** A channel whose host is not a client. */
function hosted(logic: typeof channelMachine, configuration: Partial<ChannelHost['configuration']> = {}) {
  const clock = new TestClock();
  const time = { now: () => clock.now(), wall: () => clock.now() };
  const report = vi.fn();
  const host: ChannelHost = {
    configuration: { ...defaults, jitter: 0, serializer: v2(), ...configuration },
    time,
    watcher: null,
    joins: new JoinTurns({ time, max: 1, admit: () => {} }),
    isOpen: () => true,
    isWritable: () => true,
    nextRef: () => '1',
    write: () => {},
    drop: () => {},
    report,
  };
  const room = createActor(logic, { clock, input: { topic: TOPIC, host } });
  return { clock, report, room };
}

// Only possible in JavaScript.
const none: [string, unknown][] = [
  ['NaN', Number.NaN],
  ['a negative number', -1],
  ['undefined', undefined],
  ['a string', '5'],
  ['a function that gives NaN', () => Number.NaN],
  ['a function that gives nothing', () => {}],
  ['a function that gives a promise', async () => 5],
  ['a function that rejects', async () => trap()],
  ['a function that throws', trap],
];

describe('a delay that is provided for the machine of a client', () => {
  it.each(none)('and is %s is reported, and the default counts', async (_, delay) => {
    const machine = clientMachine.provide({ delays: { reconnectDelay: delay as number } });
    const world = createWorld({ reconnectAfterMs: [70] }, { machine });
    const heard = hear(world.client, 'listener.failed');
    world.socket.close();
    world.clock.increment(69);
    expect(world.sockets.length).toBe(1);
    world.clock.increment(1);
    expect(world.sockets.length).toBe(2);
    await turns();
    expect(heard).toMatchObject([{ topic: null, event: 'reconnectDelay' }]);
  });

  it.each([MAX + 1, Number.POSITIVE_INFINITY])('and is %s is as long as a timer can wait', (delay) => {
    for (const reconnectDelay of [delay, () => delay]) {
      const world = createWorld({}, { machine: clientMachine.provide({ delays: { reconnectDelay } }) });
      const heard = hear(world.client, 'listener.failed');
      world.socket.close();
      world.clock.increment(MAX - 1);
      expect(world.sockets.length).toBe(1);
      world.clock.increment(1);
      expect(world.sockets.length).toBe(2);
      expect(heard).toEqual([]);
    }
  });

  it('and is bad is replaced by the one that was provided before it', () => {
    const machine = clientMachine
      .provide({ delays: { reconnectDelay: 77 } })
      .provide({ delays: { reconnectDelay: () => Number.NaN } });
    const world = createWorld({}, { machine });
    hear(world.client, 'listener.failed');
    world.socket.close();
    world.clock.increment(76);
    expect(world.sockets.length).toBe(1);
    world.clock.increment(1);
    expect(world.sockets.length).toBe(2);
  });

  it('as a function is asked with the context', () => {
    const reconnectDelay = vi.fn(({ context }: { context: { retryInMs: number } }) => context.retryInMs + 7);
    const world = createWorld({}, { machine: clientMachine.provide({ delays: { reconnectDelay } }) });
    world.socket.close();
    world.clock.increment(16);
    expect(world.sockets.length).toBe(1);
    world.clock.increment(1);
    expect(world.sockets.length).toBe(2);
  });
});

describe('a delay that is provided for the machine of a topic', () => {
  it.each(none)('and is %s is reported, and the default counts', async (_, delay) => {
    const { clock, report, room } = hosted(channelMachine.provide({ delays: { rejoinDelay: delay as number } }));
    room.start();
    room.send({ type: 'join.refused', joinRef: '1', response: {} });
    clock.increment(999);
    expect(room).toBeIn('rejoin-waiting');
    clock.increment(1);
    expect(room).toBeIn('joining');
    await turns();
    expect(report.mock.calls).toEqual([[expect.any(Error), TOPIC, 'rejoinDelay']]);
  });

  it('and is too long for a timer is as long as one can wait, for a logic that is made of it too', async () => {
    for (const logic of [channelMachine, channelLogic]) {
      const { clock, room } = hosted(logic.provide({}).provide({ delays: { rejoinDelay: Number.POSITIVE_INFINITY } }));
      room.start();
      expect(await longestOf(clock, () => room.send({ type: 'join.refused', joinRef: '1', response: {} }))).toBe(MAX);
    }
  });
});

describe('a wait of Infinity, or of more than a timer can take', () => {
  const forever = Number.POSITIVE_INFINITY;

  it.each([MAX + 1, forever])('is the longest one as an option, be it %s', (delay) => {
    const names = Object.keys(defaults).filter((name) => name.endsWith('Ms'));
    const given = names.map((name) => [name, name.endsWith('AfterMs') && name !== 'stableAfterMs' ? [delay] : delay]);
    const parsed = parseConfiguration({ url, ...Object.fromEntries(given) } as ClientInput);
    const found = names.map((name) => [parsed.ok && Reflect.get(parsed.value, name)].flat());
    expect(found).toEqual(names.map(() => [MAX]));
    expect(names.length).toBe(10);
  });

  it('is the longest one for a wait for a connection', async () => {
    const { client, clock } = createWorld();
    expect(await longestOf(clock, () => void awaitConnect(client, { timeoutMs: forever }))).toBe(MAX);
  });

  it('is the longest one for the join of a topic, and for the wait for it', async () => {
    const { client, clock, socket } = createWorld();
    socket.open();
    expect(await longestOf(clock, () => void join(client, TOPIC, { joinTimeoutMs: forever }))).toBe(MAX);
    expect(await longestOf(clock, () => void awaitJoin(join(client, TOPIC), { timeoutMs: forever }))).toBe(MAX);
  });

  it('is the longest one for the wait before a topic is joined again', async () => {
    for (const rejoinAfterMs of [[forever], () => forever]) {
      const { socket, clock } = joiningRoom({}, { rejoinAfterMs });
      const refuse = () => socket.reply(socket.last('phx_join'), 'error');
      expect(await longestOf(clock, refuse)).toBe(MAX);
    }
  });

  it('is the longest one for a push, be it called, sent or waiting', async () => {
    const { room, clock } = joinedRoom();
    expect(await longestOf(clock, () => void push(room, 'a', {}, { timeoutMs: forever }))).toBe(MAX);
    const sent = joinedRoom();
    const call = { timeoutMs: forever, settle: () => {} };
    const send = () => sent.room.send({ type: 'channel.push', event: 'a', payload: {}, call });
    expect(await longestOf(sent.clock, send)).toBe(MAX);
    const offline = offlineRoom();
    const wait = () => void push(offline.room, 'a', {}, { timeoutMs: forever });
    expect(await longestOf(offline.clock, wait)).toBe(MAX);
  });

  it('is the longest one for a leave', async () => {
    const { room, clock } = joinedRoom();
    expect(await longestOf(clock, () => void leave(room, { timeoutMs: forever }))).toBe(MAX);
  });

  it('is the longest one for an own event that is sent later', async () => {
    const made = startDefined(
      defineClient({
        types: { events: {} as { type: 'tick' } | { type: 'later' } },
        onEvent: ({ sendAfter }, { type }) => void (type === 'later' && sendAfter({ type: 'tick' }, forever)),
      }),
    );
    expect(await longestOf(made.clock, () => made.client.send({ type: 'later' }))).toBe(MAX);
  });

  it('is the longest one as an option of a host that is not a client', async () => {
    const endless = {
      joinTimeoutMs: forever,
      leaveTimeoutMs: forever,
      pushTimeoutMs: MAX + 5,
      rejoinAfterMs: [forever],
    };
    const { clock, room } = hosted(channelLogic, endless);
    expect(await longestOf(clock, () => void room.start())).toBe(MAX);
    room.send({ type: 'join.accepted', joinRef: '1', response: {} });
    expect(await longestOf(clock, () => void push(room, 'a'))).toBe(MAX);
    expect(await longestOf(clock, () => room.send({ type: 'channel.crashed', joinRef: '1', payload: {} }))).toBe(MAX);
    clock.increment(MAX);
    room.send({ type: 'join.accepted', joinRef: '1', response: {} });
    expect(await longestOf(clock, () => room.send({ type: 'channel.leave' }))).toBe(MAX);
  });
});
