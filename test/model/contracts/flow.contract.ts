import { expect } from 'vitest';
import { assign, setup } from 'xstate';
import { cast } from 'xstate-phoenix';
import type { Contract } from '../contract.types.ts';
import type { World } from '../world.ts';

const MAX_BYTES = 100;
/** How often a full socket is looked at. */
const LOOK_MS = 50;

interface Context {
  readonly casts: number;
  readonly written: number;
}

type FlowEvent = {
  type: 'user.casts' | 'socket.fills' | 'socket.drains' | 'socket.breaks' | 'time.look' | 'net.recovers';
};

const { createMachine } = setup({
  types: { context: {} as Context, events: {} as FlowEvent },
  guards: { mayCast: ({ context }) => context.casts < 3 },
  actions: {
    cast: assign({ casts: ({ context }) => context.casts + 1 }),
    write: assign({ written: ({ context }) => context.casts }),
  },
});
const wait = { guard: 'mayCast', target: 'congested', actions: 'cast' } as const;

/**
 * When a socket holds too many unsent bytes, pushes wait, and are sent in order when it has room again (I5). A socket that
 * throws at a send is lost.
 */
const chart = createMachine({
  context: { casts: 0, written: 0 },
  initial: 'flowing',
  states: {
    flowing: {
      on: {
        'user.casts': { guard: 'mayCast', target: 'flowing', actions: ['cast', 'write'] },
        'socket.fills': 'full',
        'socket.breaks': 'broken',
        'time.look': {},
      },
    },
    full: { on: { 'user.casts': wait } },
    congested: {
      on: {
        'user.casts': wait,
        'socket.drains': 'roomy',
        'net.recovers': { target: 'recovered', actions: 'write' },
        'time.look': {},
      },
    },
    roomy: { on: { 'user.casts': { ...wait, target: 'roomy' }, 'time.look': { target: 'flowing', actions: 'write' } } },
    recovered: {},
    broken: {},
  },
});

function play(world: World) {
  const { line } = world;
  const client = world.begin({ maxBufferedAmount: MAX_BYTES });
  const room = world.join();
  const opens = async () => {
    await world.opens();
    await world.admits();
  };
  const expectWritten = (flow: string) => (context: Context) => {
    expect(client.getSnapshot().value).toMatchObject({ connected: { flow } });
    const numbers = Array.from({ length: context.written }, (_, index) => ({ number: index + 1 }));
    expect(line.written('say').map((frame) => frame[4])).toEqual(numbers);
  };
  return {
    opened: opens(),
    acts: {
      'user.casts': ({ casts }: Context) => cast(room, 'say', { number: casts }),
      'socket.fills': () => {
        line.bufferedAmount = MAX_BYTES + 1;
      },
      'socket.drains': () => {
        line.bufferedAmount = MAX_BYTES;
      },
      'socket.breaks': async () => {
        line.isBroken = true;
        cast(room, 'say');
        await world.says({ type: 'connection.lost', code: 1006, cause: 'send', willRetry: true });
      },
      'time.look': async (_: Context, from: { value: unknown }) => {
        await world.lasts(LOOK_MS);
        if (from.value === 'roomy') await world.says({ type: 'drain' });
      },
      'net.recovers': async () => {
        line.bufferedAmount = 0;
        await world.breaks();
        await opens();
      },
    },
    looks: {
      flowing: expectWritten('flowing'),
      full: expectWritten('flowing'),
      congested: expectWritten('congested'),
      roomy: expectWritten('congested'),
      recovered: expectWritten('flowing'),
      broken: () => {
        const { value, context } = client.getSnapshot();
        expect([value, context.error?.cause]).toEqual([{ 'reconnect-waiting': 'backoff' }, expect.any(Error)]);
        expect([line.alive, room.getSnapshot().value]).toEqual([0, { 'rejoin-waiting': 'offline' }]);
      },
    },
  };
}

export const flow: Contract<typeof chart> = {
  name: 'flow',
  chart,
  bounds: 'Three messages: before, while and after the socket is full, in every mixture; it breaks while it is not.',
  play,
};
