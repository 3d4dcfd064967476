import { setTimeout as pause } from 'node:timers/promises';
import { connect, disconnect, reconnect } from 'xstate-phoenix';
import type { Random } from '../proof/random.ts';
import type { Far } from './far.process.ts';
import type { JoinManner } from './far.types.ts';
import type { Near } from './near.ts';

/** What a fault acts on. */
export interface Stage {
  readonly far: Far;
  readonly near: Near;
  readonly random: Random;
}

/** Something that goes wrong. It is over when its promise resolves, but for what `heal` undoes. */
export interface Fault {
  readonly name: string;
  readonly weight: number;
  strike(stage: Stage): Promise<unknown>;
}

const between = ({ random }: Stage, lowMs: number, highMs: number) => pause(random.between(lowMs, highMs));

/** Joins are answered in another way, to a client that has lost all of them. */
async function joinsOf(stage: Stage, manner: JoinManner): Promise<void> {
  await stage.far.order({ do: 'join', manner });
  await stage.far.order({ do: 'cut', by: 'rst' });
  await between(stage, 500, 3_000);
}

/** One byte is changed. Which message that costs can not be told, so the connection ends with it. */
async function corrupt({ far, near }: Stage): Promise<void> {
  near.messages.lossy = true;
  const noticed = new Promise<void>((resolve) => {
    const listening = [
      near.client.on('frame.dropped', () => resolve()),
      near.client.on('connection.lost', () => resolve()),
    ];
    void pause(8_000).then(() => {
      for (const listener of listening) listener.unsubscribe();
      resolve();
    });
  });
  await far.order({ do: 'corrupt' });
  await noticed;
  const lost = new Promise((resolve) => {
    const listening = near.client.on('connection.lost', () => resolve(listening.unsubscribe()));
  });
  if (near.client.getSnapshot().hasTag('connected')) {
    await far.order({ do: 'cut', by: 'rst' });
    await lost;
  }
  near.messages.lossy = false;
}

/** All that goes wrong in a soak, and how often. */
export const plan: readonly Fault[] = [
  { name: 'cut by a reset', weight: 3, strike: ({ far }) => far.order({ do: 'cut', by: 'rst' }) },
  { name: 'cut without a close frame', weight: 2, strike: ({ far }) => far.order({ do: 'cut', by: 'fin' }) },
  {
    name: 'half-closed',
    weight: 2,
    strike: ({ far, random }) => far.order({ do: 'half-close', way: random.pick(['up', 'down']) }),
  },
  {
    name: 'silent',
    weight: 4,
    strike: async (stage) => {
      await stage.far.order({ do: 'hold', ways: stage.random.pick(['up', 'down', 'both']) });
      await between(stage, 200, 6_000);
    },
  },
  {
    name: 'late',
    weight: 1,
    strike: async (stage) => {
      await stage.far.order({ do: 'delay', ms: stage.random.between(50, 2_500) });
      await between(stage, 1_000, 4_000);
    },
  },
  {
    name: 'throttled',
    weight: 1,
    strike: async (stage) => {
      await stage.far.order({ do: 'throttle', bytesPerSecond: stage.random.between(20_000, 200_000) });
      await between(stage, 1_000, 4_000);
    },
  },
  { name: 'one byte changed', weight: 2, strike: corrupt },
  {
    name: 'cut, connections refused',
    weight: 1,
    strike: async (stage) => {
      await stage.far.order({ do: 'receive', door: 'refuse' });
      await stage.far.order({ do: 'cut', by: 'rst' });
      await between(stage, 500, 3_000);
    },
  },
  {
    name: 'cut, handshakes hang',
    weight: 1,
    strike: async (stage) => {
      await stage.far.order({ do: 'receive', door: 'hang' });
      await stage.far.order({ do: 'cut', by: 'rst' });
      await between(stage, 500, 4_000);
    },
  },
  { name: 'server restarted (1012)', weight: 2, strike: ({ far }) => far.order({ do: 'restart' }) },
  { name: 'server killed', weight: 1, strike: ({ far }) => far.kill() },
  {
    name: 'server frozen',
    weight: 2,
    strike: async (stage) => {
      stage.far.freeze();
      await between(stage, 200, 5_000).finally(() => stage.far.thaw());
    },
  },
  {
    name: 'channels crash',
    weight: 3,
    strike: ({ far, random }) => far.order({ do: 'crash', share: random.pick([0.02, 0.2, 1]) }),
  },
  { name: 'cut, joins refused', weight: 1, strike: (stage) => joinsOf(stage, { kind: 'refused' }) },
  { name: 'cut, joins slow', weight: 1, strike: (stage) => joinsOf(stage, { kind: 'slow', slowMs: 30 }) },
  { name: 'cut, joins held', weight: 1, strike: (stage) => joinsOf(stage, { kind: 'held', heldMs: 6_000 }) },
  { name: 'reconnect() of the user', weight: 1, strike: ({ near }) => reconnect(near.client) },
  {
    name: 'disconnect() and connect() of the user',
    weight: 1,
    strike: async ({ near }) => {
      const gone = disconnect(near.client);
      near.forget();
      await gone;
      await connect(near.client);
    },
  },
];
