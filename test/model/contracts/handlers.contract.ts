import { expect } from 'vitest';
import { setup } from 'xstate';
import { call, defineClient, leave } from 'xstate-phoenix';
import type { Contract } from '../contract.types.ts';
import { TOPIC, type World } from '../world.ts';

type HandlersEvent =
  | { type: 'net.opens' | 'net.breaks' | 'server.accepts' | 'server.crashes' | 'server.speaks' | 'server.babbles' }
  | { type: 'user.sends' | 'user.calls' | 'user.assigns' | 'user.leaves' | 'user.stops' | 'user.sends.bad' };

const always = { 'user.calls': {}, 'user.assigns': {}, 'user.sends.bad': {}, 'user.stops': 'stopped' } as const;

/** Each event calls one handler, after it has happened. */
const chart = setup({ types: { events: {} as HandlersEvent } }).createMachine({
  initial: 'dialing',
  states: {
    dialing: { on: { ...always, 'net.opens': 'joining' } },
    joining: { on: { ...always, 'server.accepts': 'joined', 'net.breaks': 'broken', 'user.leaves': 'left' } },
    joined: {
      on: {
        ...always,
        'server.speaks': {},
        'server.babbles': {},
        'user.sends': {},
        'server.crashes': 'pausing',
        'net.breaks': 'broken',
        'user.leaves': 'left',
      },
    },
    broken: { on: { ...always, 'net.opens': 'rejoining' } },
    rejoining: { on: { ...always, 'server.accepts': 'rejoined' } },
    rejoined: {},
    pausing: { on: { ...always, 'user.leaves': 'left' } },
    left: { on: always },
    stopped: {},
  },
});

/** A client that writes down what its handlers are told. */
function scribe(notes: unknown[]) {
  return defineClient({
    types: { events: {} as { type: 'mine'; fails: boolean } },
    assigns: { number: 0 },
    onStart: () => void notes.push('start'),
    onConnect: (_, { reconnect }) => void notes.push(['connect', reconnect]),
    onDisconnect: (_, { cause, willRetry }) => void notes.push(['disconnect', cause, willRetry]),
    onJoin: (_, { topic, rejoin }) => void notes.push(['join', topic, rejoin]),
    onMessage: (_, { event, payload }) => void notes.push(['message', event, payload]),
    onReply: (_, { status, id }) => void notes.push(['reply', status, id]),
    onTopicClose: (_, { cause, willRetry }) => void notes.push(['close', cause, willRetry]),
    onLeave: (_, { acknowledged }) => void notes.push(['leave', acknowledged]),
    onEvent: ({ assign }, { fails }) => {
      if (fails) throw new Error('as asked');
      queueMicrotask(() => assign({ number: 7 }));
    },
    onCall: ({ assigns }, question: 'number?') => [question, assigns.number],
    onTerminate: (_, { reason }) => void notes.push(['terminate', reason]),
  });
}

function play(world: World) {
  const { driver, line, stage } = world;
  const notes: unknown[] = [];
  const client = world.run(scribe(notes));
  const told = async (...expected: readonly unknown[]) => {
    await driver.eventually(() => expect(notes).toEqual(expected));
    notes.length = 0;
  };
  let number = 0;
  let opened = 0;
  let joined = 0;
  const strangers = new Set<string>();
  /** Sends an event of a type that the client does not know. It reports each such type once. */
  const isIgnored = async (type: string, send: (event: never) => void) => {
    send({ type } as never);
    if (!strangers.has(type))
      await world.says({ type: 'listener.failed', event: type, error: { code: 'configuration' } });
    strangers.add(type);
  };
  world.join();
  const isDialing = () => expect(client.getSnapshot().value).toEqual({ connecting: 'dialing' });
  const isIn = (state: string) => () => expect(world.room().getSnapshot().value).toBe(state);
  return {
    opened: told('start'),
    acts: {
      'net.opens': async () => {
        await world.opens();
        await told(['connect', opened > 0]);
        opened += 1;
      },
      'net.breaks': async () => {
        await world.breaks();
        await told(['disconnect', 'remote', true]);
      },
      'server.accepts': async () => {
        await world.admits();
        await told(['join', TOPIC, joined > 0]);
        joined += 1;
      },
      'server.crashes': async () => {
        line.say(world.joinRef(), world.joinRef(), TOPIC, 'phx_error', {});
        await world.hears([{ type: 'crashed' }]);
        await told(['close', 'crashed', true]);
      },
      'server.speaks': async () => {
        line.say(null, null, TOPIC, 'said', { body: 'hi' });
        await world.hears([{ type: 'message' }]);
        await told(['message', 'said', { body: 'hi' }]);
      },
      'server.babbles': async () => {
        line.raw('no frame');
        await world.drops({ why: 'malformed' });
      },
      'user.sends': async () => {
        client.send({ type: 'channel.push', topic: TOPIC, event: 'ask', payload: {}, id: 'mine' });
        await driver.eventually(() => stage.push('ask').reply('ok'));
        await world.hears([{ type: 'reply', status: 'ok', id: 'mine' }]);
        await told(['reply', 'ok', 'mine']);
        stage.pushes.length = 0;
      },
      'user.calls': async () => {
        const answered: unknown[] = [];
        void call(client, 'number?').then((answer) => answered.push(answer));
        await driver.eventually(() => expect(answered).toEqual([['number?', number]]));
      },
      'user.assigns': () => {
        number = 7;
        client.send({ type: 'mine', fails: false });
      },
      'user.sends.bad': async () => {
        client.send({ type: 'mine', fails: true });
        await world.says({ type: 'listener.failed', event: 'onEvent', error: { message: 'as asked' } });
        await isIgnored('connection.mine', (event) => client.send(event));
        const room = world.room();
        if (room.getSnapshot().status === 'active') await isIgnored('push.mine', (event) => room.send(event));
      },
      'user.leaves': async () => {
        const isJoined = world.room().getSnapshot().hasTag('joined');
        void leave(world.room());
        if (world.room().getSnapshot().value === 'leaving' && !isJoined)
          await driver.eventually(() => stage.release(TOPIC));
        await driver.eventually(() => expect(world.room().getSnapshot().status).toBe('done'));
        const { acknowledged } = world.room().getSnapshot().output ?? { acknowledged: false };
        await world.hears([{ type: 'left', acknowledged }]);
        await told(['leave', acknowledged]);
      },
      'user.stops': async () => {
        client.send({ type: 'client.stop', reason: 'enough' });
        await told(['terminate', 'enough']);
      },
    },
    looks: {
      dialing: isDialing,
      broken: isDialing,
      joining: isIn('joining'),
      rejoining: isIn('joining'),
      joined: isIn('joined'),
      rejoined: isIn('joined'),
      pausing: () => expect(world.room().getSnapshot().value).toEqual({ 'rejoin-waiting': 'backoff' }),
      left: () => expect(world.room().getSnapshot().status).toBe('done'),
      stopped: () => expect(client.getSnapshot()).toMatchObject({ status: 'done', output: { reason: 'enough' } }),
    },
  };
}

export const handlers: Contract<typeof chart> = {
  name: 'handlers',
  chart,
  bounds: 'Two connections.',
  play,
};
