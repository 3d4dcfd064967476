import { expect } from 'vitest';
import { assign, setup } from 'xstate';
import type { Contract } from '../contract.types.ts';
import type { World } from '../world.ts';

/** The promised default of `stableAfterMs`; heartbeats come before and are answered after it. */
const STABLE_AFTER_MS = 10_000;
const input = { heartbeatIntervalMs: 4_000, heartbeatTimeoutMs: 8_000, joinTimeoutMs: 60_000 };

interface Context {
  readonly dials: number;
  /** Ends in a row without a proof between them. */
  readonly ends: number;
}

type ProofEvent = {
  type: 'net.accepts' | 'net.drops' | 'time.backoff' | 'time.stable' | 'server.beats' | 'server.joins';
};

const { createMachine } = setup({
  types: { context: {} as Context, events: {} as ProofEvent },
  actions: { end: assign({ ends: ({ context }) => context.ends + 1 }), prove: assign({ ends: 0 }) },
});
const prove = { target: 'proven', actions: 'prove' } as const;

/** Retries are forgotten after ten seconds of connection, and not by an answer. Until then each wait is longer. */
const chart = createMachine({
  context: { dials: 1, ends: 0 },
  initial: 'dialing',
  states: {
    dialing: { on: { 'net.accepts': 'fresh' } },
    fresh: {
      on: {
        'net.drops': { target: 'waiting', actions: 'end' },
        'time.stable': prove,
        'server.beats': {},
        'server.joins': {},
      },
    },
    proven: { on: { 'net.drops': { target: 'waiting', actions: 'end' } } },
    waiting: {
      on: {
        'time.backoff': {
          guard: ({ context }) => context.dials < 3,
          target: 'dialing',
          actions: assign({ dials: ({ context }) => context.dials + 1 }),
        },
      },
    },
  },
});

function play(world: World) {
  const { driver, line } = world;
  const client = world.begin(input);
  line.keep('heartbeat');
  world.join();
  const waitMs = ({ ends }: Context) => driver.waits.reconnectAfterMs[ends - 1] ?? Number.NaN;
  return {
    acts: {
      'net.accepts': () => world.opens(),
      'net.drops': async () => {
        driver.drop();
        await world.says({ type: 'connection.lost' });
      },
      'time.backoff': (_: Context, { context }: { context: Context }) => world.lasts(waitMs(context)),
      // Heartbeats go on meanwhile, so not every state stands still.
      'time.stable': () => driver.lasts(STABLE_AFTER_MS, () => client.getSnapshot().hasTag('stable')),
      'server.beats': async () => {
        await driver.lasts(input.heartbeatIntervalMs, () => client.getSnapshot().value);
        line.release('heartbeat');
        line.keep('heartbeat');
      },
      'server.joins': () => world.admits(),
    },
    looks: {
      dialing: ({ dials }: Context) => expect([line.dialed, line.alive]).toEqual([dials, 1]),
      fresh: () => expect(client.getSnapshot().value).toMatchObject({ connected: { stability: 'fresh' } }),
      proven: () => {
        expect(client.getSnapshot().value).toMatchObject({ connected: { stability: 'stable' } });
        expect(client.getSnapshot().context.attempt).toBe(0);
      },
      waiting: (context: Context) => {
        const { value, context: known } = client.getSnapshot();
        expect([value, known.attempt]).toEqual([{ 'reconnect-waiting': 'backoff' }, context.ends]);
        driver.expectRetry(known.retryAt, waitMs(context));
      },
    },
  };
}

export const proof: Contract<typeof chart> = {
  name: 'proof',
  chart,
  bounds: 'Three connections: two unproven ends in a row make a third wait that differs from both.',
  virtualOnly: ['time.stable', 'server.beats'],
  play,
};
