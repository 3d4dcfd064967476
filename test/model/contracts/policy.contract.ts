import { expect } from 'vitest';
import { assign, setup } from 'xstate';
import type { Contract } from '../contract.types.ts';
import { TOPIC, type World } from '../world.ts';

interface Context {
  /** What `shouldRejoin` says. */
  readonly answer: boolean;
}

type PolicyEvent = {
  type: 'begin.always' | 'begin.never' | 'server.accepts' | 'server.refuses' | 'server.crashes' | 'server.ends';
};

const { createMachine } = setup({
  types: { context: {} as Context, events: {} as PolicyEvent },
  guards: { rejoins: ({ context }) => context.answer },
});
const ending = [{ guard: 'rejoins', target: 'pausing' }, { target: 'closed' }] as const;

/** `shouldRejoin` decides, whatever has ended, and whatever the default would be. */
const chart = createMachine({
  context: { answer: true },
  initial: 'unborn',
  states: {
    unborn: {
      on: { 'begin.always': 'joining', 'begin.never': { target: 'joining', actions: assign({ answer: false }) } },
    },
    joining: {
      on: { 'server.accepts': 'joined', 'server.refuses': ending, 'server.crashes': ending, 'server.ends': ending },
    },
    joined: { on: { 'server.crashes': ending, 'server.ends': ending } },
    pausing: {},
    closed: {},
  },
});

function play(world: World) {
  const { line } = world;
  const begins = (answer: boolean) => async () => {
    world.begin({ shouldRejoin: () => answer });
    world.join();
    await world.opens();
  };
  const says = (event: string) => line.say(world.joinRef(), world.joinRef(), TOPIC, event, {});
  return {
    acts: {
      'begin.always': begins(true),
      'begin.never': begins(false),
      'server.accepts': () => world.admits(),
      'server.refuses': async ({ answer }: Context) => {
        await world.answerJoin({ error: { reason: 'unauthorized' } });
        await world.hears([{ type: 'join.failed', willRetry: answer }]);
      },
      'server.crashes': async ({ answer }: Context) => {
        says('phx_error');
        await world.hears([{ type: 'crashed', willRetry: answer }]);
      },
      'server.ends': async ({ answer }: Context) => {
        says('phx_close');
        await world.hears([{ type: 'closed', willRetry: answer }]);
      },
    },
    looks: {
      unborn: () => expect(line.dialed).toBe(0),
      joining: () => expect(world.room().getSnapshot().value).toBe('joining'),
      joined: () => expect(world.room().getSnapshot().value).toBe('joined'),
      pausing: () => expect(world.room().getSnapshot().value).toEqual({ 'rejoin-waiting': 'backoff' }),
      closed: () => expect(world.room().getSnapshot().value).toBe('closed'),
    },
  };
}

export const policy: Contract<typeof chart> = {
  name: 'policy',
  chart,
  bounds: 'One join, and its end.',
  play,
};
