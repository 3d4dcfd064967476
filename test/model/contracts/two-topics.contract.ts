import { expect } from 'vitest';
import { assign, setup } from 'xstate';
import { leave, rejoin } from 'xstate-phoenix';
import type { Contract } from '../contract.types.ts';
import type { World } from '../world.ts';

type Name = 'a' | 'b';

interface Context {
  readonly connections: number;
  /** Whether the one that may crash has. */
  readonly crashed: boolean;
}

type TwoTopicsEvent =
  | { type: 'net.opens' | 'net.breaks' }
  | { type: `${Name}.accepts` | `${Name}.crashes` | `${Name}.leaves` | `${Name}.rejoins` };

const { createMachine } = setup({
  types: { context: {} as Context, events: {} as TwoTopicsEvent },
  guards: {
    mayOpen: ({ context }) => context.connections < 2,
    mayCrash: ({ context }, name: Name) => name === 'a' && !context.crashed,
  },
  actions: {
    open: assign({ connections: ({ context }) => context.connections + 1 }),
    crash: assign({ crashed: true }),
  },
});

function topic<N extends Name>(name: N) {
  const [accepts, crashes, leaves, rejoins] = [
    `${name}.accepts`,
    `${name}.crashes`,
    `${name}.leaves`,
    `${name}.rejoins`,
  ] as const;
  const offline = { 'net.breaks': 'offline' } as const;
  return {
    initial: 'offline',
    states: {
      offline: { on: { 'net.opens': { guard: 'mayOpen', target: 'joining' } } },
      joining: { on: { ...offline, [accepts]: 'joined' } },
      joined: {
        on: {
          ...offline,
          [leaves]: 'left',
          [crashes]: {
            guard: { type: 'mayCrash', params: name },
            target: 'pausing',
            actions: 'crash',
          },
        },
      },
      pausing: { on: { ...offline, [rejoins]: 'joining' } },
      left: {},
    },
  } as const;
}

/** One connection and two topics, neither of which knows of the other: each open joins each wanted one once (I2, I8). */
const chart = createMachine({
  type: 'parallel',
  context: { connections: 0, crashed: false },
  states: {
    net: {
      initial: 'down',
      states: {
        down: { on: { 'net.opens': { guard: 'mayOpen', target: 'up', actions: 'open' } } },
        up: { on: { 'net.breaks': 'down' } },
      },
    },
    a: topic('a'),
    b: topic('b'),
  },
});

function play(world: World) {
  const { line } = world;
  const client = world.begin();
  const rooms = { a: world.join('room:a'), b: world.join('room:b') };
  const wanted = new Set<Name>(['a', 'b']);
  const joins = { a: 0, b: 0 };
  const both = ['a', 'b'] as const;
  const hears = (name: Name, event: object) => world.hears([event], `room:${name}`);
  const acts = (name: Name) => ({
    accepts: async () => {
      await world.answerJoin({ ok: { name } }, `room:${name}`);
      await hears(name, { type: 'joined', response: { name } });
    },
    crashes: async () => {
      const ref = world.joinRef(`room:${name}`);
      line.say(ref, ref, `room:${name}`, 'phx_error', {});
      await hears(name, { type: 'crashed' });
    },
    leaves: async () => {
      wanted.delete(name);
      void leave(rooms[name]);
      await hears(name, { type: 'left', acknowledged: true });
    },
    rejoins: () => {
      joins[name] += 1;
      rejoin(rooms[name]);
    },
  });
  const [a, b] = [acts('a'), acts('b')];
  const look = (name: Name, value: unknown) => () => {
    const { status, value: present } = rooms[name].getSnapshot();
    expect(status === 'done' ? 'left' : present).toEqual(value);
    expect(line.writtenLast('phx_join', `room:${name}`)).toHaveLength(joins[name]);
  };
  return {
    acts: {
      'net.opens': async () => {
        for (const name of both) joins[name] = wanted.has(name) ? 1 : 0;
        await world.opens();
      },
      'net.breaks': async () => {
        for (const name of both) joins[name] = 0;
        await world.breaks();
      },
      'a.accepts': a.accepts,
      'a.crashes': a.crashes,
      'a.leaves': a.leaves,
      'a.rejoins': a.rejoins,
      'b.accepts': b.accepts,
      'b.crashes': b.crashes,
      'b.leaves': b.leaves,
      'b.rejoins': b.rejoins,
    },
    looks: {
      'net.up': () => expect(client.getSnapshot().hasTag('connected')).toBe(true),
      'net.down': () => expect(client.getSnapshot().hasTag('connected')).toBe(false),
      'a.offline': look('a', { 'rejoin-waiting': 'offline' }),
      'a.joining': look('a', 'joining'),
      'a.joined': look('a', 'joined'),
      'a.pausing': look('a', { 'rejoin-waiting': 'backoff' }),
      'a.left': look('a', 'left'),
      'b.offline': look('b', { 'rejoin-waiting': 'offline' }),
      'b.joining': look('b', 'joining'),
      'b.joined': look('b', 'joined'),
      'b.pausing': look('b', { 'rejoin-waiting': 'backoff' }),
      'b.left': look('b', 'left'),
    },
  };
}

export const twoTopics: Contract<typeof chart> = {
  name: 'two-topics',
  chart,
  bounds: 'Two connections; one topic crashes, once, as the other one is no different.',
  play,
};
