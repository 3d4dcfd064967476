import { expect } from 'vitest';
import { assign, setup } from 'xstate';
import { type ClientInput, connect, disconnect, reconnect } from 'xstate-phoenix';
import type { Contract } from '../contract.types.ts';
import type { World } from '../world.ts';

/** The options of a client about giving up. */
type Policy = 'constants' | 'functions' | 'twoAttempts' | 'never';

interface Context {
  readonly policy: Policy;
  readonly dials: number;
  /** Attempts since it began, or began anew. */
  readonly tries: number;
  /** Answers of 403 in a row. */
  readonly refusals: number;
}

type GivingUpEvent =
  | { type: 'begin.constants' | 'begin.functions' | 'begin.twoAttempts' | 'begin.never' }
  | { type: 'net.accepts' | 'net.forbids' | 'net.unplugs' | 'net.drops' | 'time.backoff' | 'wake.online' }
  | { type: 'user.connects' | 'user.reconnects' | 'user.disconnects' };

const inputs: Readonly<Record<Policy, Partial<ClientInput>>> = {
  constants: { params: { token: 'old' } },
  functions: { params: () => ({ token: 'fresh' }) },
  twoAttempts: { maxAttempts: 2 },
  never: { shouldReconnect: () => false },
};

/** A client gives up after three refusals in a row, or after one if its token is constant; or as its options say. */
const isHopeless = ({ policy, tries, refusals }: Context) =>
  policy === 'never' || (policy === 'twoAttempts' && tries >= 2) || refusals >= (policy === 'functions' ? 3 : 1);

const { createMachine } = setup({
  types: { context: {} as Context, events: {} as GivingUpEvent },
  guards: {
    mayDial: ({ context }) => context.dials < 3,
    isHopeless: ({ context }) => isHopeless({ ...context, refusals: 0 }),
    isForbidden: ({ context }) => isHopeless({ ...context, refusals: context.refusals + 1 }),
  },
  actions: {
    dial: assign({ dials: ({ context }) => context.dials + 1, tries: ({ context }) => context.tries + 1 }),
    replace: assign({ dials: ({ context }) => context.dials + 1 }),
    refuse: assign({ refusals: ({ context }) => context.refusals + 1 }),
    forgive: assign({ refusals: 0 }),
    forget: assign({ tries: 0, refusals: 0 }),
    take: assign({ policy: (_, policy: Policy) => policy }),
  },
});
const begin = (policy: Policy) => ({ target: 'dialing', actions: [{ type: 'take', params: policy }, 'dial'] }) as const;
const anew = { guard: 'mayDial', target: 'dialing', actions: ['forget', 'dial'] } as const;
const ending = [
  { guard: 'isHopeless', target: 'failed', actions: 'forgive' },
  { target: 'waiting', actions: 'forgive' },
] as const;

/** When a client gives up. Then it does nothing until it is asked to connect. */
const chart = createMachine({
  context: { policy: 'constants', dials: 0, tries: 0, refusals: 0 },
  initial: 'unborn',
  states: {
    unborn: {
      on: {
        'begin.constants': begin('constants'),
        'begin.functions': begin('functions'),
        'begin.twoAttempts': begin('twoAttempts'),
        'begin.never': begin('never'),
      },
    },
    dialing: {
      on: {
        'net.forbids': [
          { guard: 'isForbidden', target: 'failed', actions: 'refuse' },
          { target: 'waiting', actions: 'refuse' },
        ],
        'net.unplugs': ending,
        'net.accepts': { target: 'open', actions: 'forgive' },
        'user.reconnects': { guard: 'mayDial', target: 'dialing', actions: 'replace' },
      },
    },
    open: { on: { 'net.drops': ending } },
    waiting: { on: { 'time.backoff': { guard: 'mayDial', target: 'dialing', actions: 'dial' } } },
    failed: {
      on: {
        'user.connects': anew,
        'user.reconnects': anew,
        'user.disconnects': 'off',
        'wake.online': {},
      },
    },
    off: { on: { 'user.connects': anew, 'wake.online': {} } },
  },
});

function play(world: World) {
  const { driver, line } = world;
  const begins = (policy: Policy) => () => void world.begin(inputs[policy]);
  return {
    acts: {
      'begin.constants': begins('constants'),
      'begin.functions': begins('functions'),
      'begin.twoAttempts': begins('twoAttempts'),
      'begin.never': begins('never'),
      'net.accepts': async () => {
        driver.accept();
        await world.says({ type: 'connected' });
      },
      'net.forbids': async (context: Context) => {
        driver.refuse(403);
        const error = { code: 'unauthorized' };
        await world.says({ type: 'connect.failed', httpStatus: 403, error, willRetry: !isHopeless(context) });
      },
      'net.unplugs': async (context: Context) => {
        driver.unplug();
        await world.says({ type: 'connect.failed', error: { code: 'unreachable' }, willRetry: !isHopeless(context) });
      },
      'net.drops': async (context: Context) => {
        driver.drop();
        await world.says({ type: 'connection.lost', code: 1006, willRetry: !isHopeless(context) });
      },
      'time.backoff': (_: Context, { context }: { context: Context }) =>
        world.lasts(driver.waits.reconnectAfterMs[context.tries - 1] ?? Number.NaN),
      'wake.online': () => world.client.send({ type: 'network.online' }),
      'user.connects': () => void connect(world.client),
      'user.reconnects': () => void reconnect(world.client),
      'user.disconnects': async () => {
        void disconnect(world.client);
        await world.says({ type: 'disconnected' });
      },
    },
    looks: {
      unborn: () => expect(line.dialed).toBe(0),
      dialing: ({ dials }: Context) => {
        expect(world.client.getSnapshot().value).toEqual({ connecting: 'dialing' });
        expect([line.dialed, line.alive]).toEqual([dials, 1]);
      },
      open: () => expect(world.client.getSnapshot().hasTag('connected')).toBe(true),
      waiting: ({ tries }: Context) => {
        const { value, context } = world.client.getSnapshot();
        expect([value, context.attempt, line.alive]).toEqual([{ 'reconnect-waiting': 'backoff' }, tries, 0]);
      },
      failed: ({ policy, tries, refusals }: Context) => {
        const { value, context } = world.client.getSnapshot();
        expect([value, context.retryAt, line.alive]).toEqual(['failed', null, 0]);
        if (policy === 'twoAttempts' && tries >= 2) expect(context.error?.code).toBe('exhausted');
        else if (refusals > 0) expect(context.error?.code).toBe('unauthorized');
        else expect(context.error).not.toBeNull();
      },
      off: () => expect([world.client.getSnapshot().value, line.alive]).toEqual(['disconnected', 0]),
    },
  };
}

export const givingUp: Contract<typeof chart> = {
  name: 'giving-up',
  chart,
  bounds: 'Three attempts: what the longest policy takes to give up. The shorter ones begin anew within them.',
  play,
};
