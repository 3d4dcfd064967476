import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type AnyStateNode, assign, enqueueActions, type InspectionEvent } from 'xstate';
import {
  type ChannelRef,
  type ClientContext,
  type ClientEvent,
  type ClientInput,
  channels,
  clientMachine,
  join,
  leave,
  type ReceivedFact,
  type RepliedFact,
} from 'xstate-phoenix';
import { assigning } from '../../../src/machines/client/callbacks.assigning.ts';
import { nodesIn } from '../../model/chart.ts';
import { createWorld, type World } from '../../support/world.ts';

type Actions = NonNullable<Parameters<typeof clientMachine.provide>[0]['actions']>;

/** What a callback does when the server says so. */
const deeds = {
  nothing: () => {},
  'leave its topic': ({ client }: World, topic: string) => void roomOf(client, topic).map((room) => leave(room)),
  'leave all topics': ({ client }: World) => void [...channels(client)].map((room) => leave(room)),
  'join another topic': ({ client }: World) => void join(client, 'room:other'),
  push: ({ client }: World, topic: string) =>
    client.send({ type: 'channel.push', topic, event: 'again', payload: {}, id: 'p' }),
  disconnect: ({ client }: World) => client.send({ type: 'client.disconnect' }),
  reconnect: ({ client }: World) => client.send({ type: 'client.reconnect' }),
  stop: ({ client }: World) => void client.stop(),
  throw: () => {
    throw new Error('A callback throws.');
  },
};
type Deed = keyof typeof deeds;

function roomOf(client: World['client'], topic: string): readonly ChannelRef[] {
  return [...channels(client)].filter((room) => room.getSnapshot().context.topic === topic);
}

/** What the server, the network and the user do, and time. */
const acts = {
  open: (world: World) => world.socket.open(),
  close: (world: World) => world.socket.close(),
  answer: ({ socket }: World) => {
    for (const frame of socket.frames) if (frame[3] !== 'phx_leave') socket.reply(frame);
  },
  'answer leaves': ({ socket }: World) => {
    for (const frame of socket.of('phx_leave')) socket.reply(frame);
  },
  'wait a second': ({ clock }: World) => clock.increment(1_000),
  'wait a minute': ({ clock }: World) => clock.increment(60_000),
  join: ({ client }: World) => {
    if (client.getSnapshot().status === 'active') join(client, 'room:lobby');
  },
  push: ({ client }: World) =>
    client.send({ type: 'channel.push', topic: 'room:lobby', event: 'asks', payload: {}, id: 'q' }),
  'fill the buffer': ({ socket }: World) => void Object.assign(socket, { bufferedAmount: 1 }),
  'empty the buffer': ({ socket }: World) => void Object.assign(socket, { bufferedAmount: 0 }),
  hide: ({ client }: World) => client.send({ type: 'page.hidden' }),
};

type Step = { readonly act: keyof typeof acts } | { readonly says: Deed; readonly topic: string };

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 2, arbitrary: fc.constantFrom(...(Object.keys(acts) as (keyof typeof acts)[])).map((act) => ({ act })) },
  {
    weight: 3,
    arbitrary: fc.record({
      says: fc.constantFrom<Deed>(...(Object.keys(deeds) as Deed[])),
      topic: fc.constantFrom('room:lobby', 'room:other', 'room:strange'),
    }),
  },
);

/** A message of a strange topic comes while the client is idle: its time goes on. */
const idle: Step[] = [
  { says: 'leave all topics', topic: 'room:lobby' },
  { act: 'wait a second' },
  { says: 'nothing', topic: 'room:strange' },
  { act: 'wait a second' },
];
/** A message comes while the client disconnects, and its buffer has just become empty. */
const draining: Step[] = [
  { act: 'fill the buffer' },
  { says: 'disconnect', topic: 'room:lobby' },
  { act: 'empty the buffer' },
  { says: 'nothing', topic: 'room:strange' },
  { act: 'close' },
];

type Does = (name: 'onMessage' | 'onReply', topic: string, said: unknown) => void;

/** Plays a run with callbacks that do what the server says. Returns all that is seen of it. */
function play(provide: (does: Does) => Actions, steps: readonly Step[], input: Partial<ClientInput>): unknown[] {
  const seen: unknown[] = [];
  const does: Does = (name, topic, said) => {
    const { value, context } = world.client.getSnapshot();
    seen.push({ name, topic, said, value, assigns: context.assigns() });
    try {
      if (isDeed(said)) deeds[said](world, topic);
    } catch (error) {
      context.connection.report(error, topic, name);
    }
  };
  // An eventless transition that waits for what a callback assigns.
  const guards = { hasNoHeartbeat: ({ context }: { context: ClientContext }) => countOf(context) === 2 };
  const machine = clientMachine.provide({ actions: provide(does), guards });
  const world = createWorld(input, { machine, start: false });
  world.client.on('*', (event) => seen.push(event.type));
  world.client.subscribe({
    next: ({ value, context }) => seen.push({ value, count: countOf(context) }),
    error: (error) => seen.push(error),
    complete: () => seen.push('complete'),
  });
  world.client.start();
  join(world.client, 'room:lobby');
  for (const step of steps) {
    if ('act' in step) {
      if (world.client.getSnapshot().status === 'active') acts[step.act](world);
    } else world.socket.say(null, null, step.topic, 'said', step.says);
    seen.push({ timers: world.clock.timers, sockets: world.sockets.length, frames: [...world.socket.frames] });
  }
  return seen;
}

function isDeed(said: unknown): said is Deed {
  return typeof said === 'string' && said in deeds;
}

function countOf({ assigns }: Pick<ClientContext, 'assigns'>): number {
  const { count = 0 } = assigns();
  return Number(count);
}

/** The same callbacks twice: as the lane takes them, and as it leaves them to the chart. */
const functions = {
  inLane: (does: Does): Actions => ({
    onMessage: (_, { topic, payload }) => does('onMessage', topic, payload),
    onReply: (_, { topic, event }) => does('onReply', topic, event),
  }),
  byChart: (does: Does): Actions => ({
    onMessage: enqueued<ReceivedFact>(({ topic, payload }) => does('onMessage', topic, payload)),
    onReply: enqueued<RepliedFact>(({ topic, event }) => does('onReply', topic, event)),
  }),
};

function enqueued<Fact>(call: (fact: Fact) => void) {
  return enqueueActions<ClientContext, ClientEvent, Fact, ClientEvent, never, never, never, never, never>(
    ({ enqueue }, fact) => enqueue(() => call(fact)),
  );
}

/** They count in the assigns. */
const assignments = {
  inLane: (does: Does): Actions => ({
    onMessage: assigning<ReceivedFact>((context, { topic, payload }) => {
      does('onMessage', topic, payload);
      return counted(context);
    }),
    onReply: assigning<RepliedFact>((context, { topic, event }) => {
      does('onReply', topic, event);
      return counted(context);
    }),
  }),
  byChart: (does: Does): Actions => ({
    onMessage: assign({
      assigns: ({ context }, { topic, payload }) => {
        does('onMessage', topic, payload);
        return counted(context).assigns;
      },
    }),
    onReply: assign({
      assigns: ({ context }, { topic, event }) => {
        does('onReply', topic, event);
        return counted(context).assigns;
      },
    }),
  }),
};

function counted(context: ClientContext): Pick<ClientContext, 'assigns'> {
  const count = countOf(context) + 1;
  return { assigns: () => ({ count }) };
}

/** The types of the events, steps and actions of a client that inspectors see at one message. */
function inspectedOf(actions: Actions): readonly string[] {
  const seen: [actor: unknown, what: string][] = [];
  const inspect = (inspected: InspectionEvent) => {
    if (inspected.type === '@xstate.event') seen.push([inspected.actorRef, inspected.event.type]);
    else if (inspected.type === '@xstate.microstep') seen.push([inspected.actorRef, 'a step of the chart']);
    else if (inspected.type === '@xstate.action') seen.push([inspected.actorRef, inspected.action.type]);
  };
  const world = createWorld({}, { machine: clientMachine.provide({ actions }), inspect });
  world.open();
  join(world.client, 'room:lobby');
  seen.length = 0;
  world.socket.say(null, null, 'room:strange', 'said', {});
  return seen.flatMap(([actor, what]) => (actor === world.client ? [what] : []));
}

describe('the lane of callbacks', () => {
  it.each([
    ['functions', functions],
    ['actions that assign', assignments],
  ])(
    'does exactly what the chart alone does, with callbacks that are %s',
    (_, { inLane, byChart }) => {
      const called = new Set<unknown>();
      fc.assert(
        fc.property(
          fc.array(step, { minLength: 5, maxLength: 40 }),
          fc.constantFrom<Partial<ClientInput>>({}, { idleDisconnectMs: 1_500 }),
          (steps, input) => {
            const run = [{ act: 'open' }, { act: 'answer' }, ...steps] as const;
            const laned = play(inLane, run, input);
            expect(laned).toEqual(play(byChart, run, input));
            for (const one of laned) if (typeof one === 'object' && one !== null && 'name' in one) called.add(one.name);
          },
        ),
        {
          numRuns: 150,
          examples: [
            [idle, { idleDisconnectMs: 1_500 }],
            [draining, {}],
          ],
        },
      );
      expect([...called].sort()).toEqual(['onMessage', 'onReply']);
    },
    30_000,
  );

  it('shows inspectors the event and the action, without a step of the chart', () => {
    expect(inspectedOf({ onMessage: () => {} })).toEqual(['topic.received', 'onMessage']);
  });

  it('leaves actions to the chart that XState has to resolve', () => {
    const heard: string[] = [];
    expect(inspectedOf({ onMessage: enqueued<ReceivedFact>(({ topic }) => heard.push(topic)) })).toContain(
      'a step of the chart',
    );
    expect(heard).toEqual(['room:strange']);
  });

  it('goes on by an event that nothing answers where a state has eventless transitions', () => {
    const answering = nodesIn(clientMachine.root).filter(({ transitions }) => transitions.has('transport.prepared'));
    expect(answering.map(({ id }) => id)).toEqual(['client.connecting.preparing']);
    const around = ({ parent }: AnyStateNode): AnyStateNode[] => (parent ? [parent, ...around(parent)] : []);
    const active = answering.flatMap((node) => [node, ...around(node)]);
    expect(active.filter(({ always, type }) => always !== undefined || type === 'parallel')).toEqual([]);
  });
});
