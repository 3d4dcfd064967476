import { describe, expect, it } from 'vitest';
import { cast, defineClient, disconnect, join, leave, push, reconnect } from 'xstate-phoenix';
import { startDefined } from '../support/defined.ts';
import { turns } from '../support/room.ts';
import '../support/matchers.ts';

/** A client whose handlers write down what they are called for. */
function recorder() {
  const heard: unknown[] = [];
  const logic = defineClient({
    onStart: () => void heard.push('start'),
    onConnect: (_, { reconnect }) => void heard.push(['connect', reconnect]),
    onDisconnect: (_, { cause, code, willRetry, error }) =>
      void heard.push(['disconnect', cause, code, willRetry, error?.code]),
    onJoin: (_, { topic, response, rejoin }) => void heard.push(['join', topic, response, rejoin]),
    onMessage: (_, { topic, event, payload }) => void heard.push(['message', topic, event, payload]),
    onReply: (_, { topic, event, id, status, response, error }) =>
      void heard.push(['reply', topic, event, id, status, response, error?.code]),
    onTopicClose: (_, { topic, cause, willRetry, error, payload }) =>
      void heard.push(['close', topic, cause, willRetry, error?.code, payload]),
    onLeave: (_, { topic, acknowledged }) => void heard.push(['leave', topic, acknowledged]),
    onTerminate: (_, { reason }) => void heard.push(['terminate', reason]),
  });
  return { heard, logic };
}

describe('the handlers of a client', () => {
  it('hear its life, in the order of what happens', () => {
    const { heard, logic } = recorder();
    const { client, clock, network } = startDefined(logic);
    expect(heard.splice(0)).toEqual(['start', ['connect', false]]);
    network.drop();
    expect(heard.splice(0)).toEqual([['disconnect', 'remote', 1006, true, undefined]]);
    network.unplug();
    clock.increment(10);
    expect(heard.splice(0)).toEqual([['disconnect', 'attempt', 1006, true, 'unreachable']]);
    network.accept();
    clock.increment(50);
    expect(heard.splice(0)).toEqual([['connect', true]]);
    void disconnect(client);
    expect(heard.splice(0)).toEqual([['disconnect', 'requested', 1000, false, undefined]]);
  });

  it('hear that a connection is given up for a new one', () => {
    const { heard, logic } = recorder();
    const { client } = startDefined(logic);
    heard.length = 0;
    void reconnect(client);
    expect(heard).toEqual([
      ['disconnect', 'requested', 1000, true, undefined],
      ['connect', true],
    ]);
  });

  it('hear what becomes of its topics', () => {
    const { heard, logic } = recorder();
    const { client, clock } = startDefined(logic);
    heard.length = 0;
    const room = join(client, 'room:a', { params: { n: 1 } });
    expect(heard.splice(0)).toEqual([['join', 'room:a', { n: 1 }, false]]);
    cast(room, 'shout', { x: 1 });
    expect(heard.splice(0)).toEqual([['message', 'room:a', 'shouted', { payload: { x: 1 } }]]);
    cast(room, 'crash');
    expect(heard.splice(0)).toEqual([['close', 'room:a', 'crashed', true, undefined, { reason: 'channel_crash' }]]);
    clock.increment(1000);
    expect(heard.splice(0)).toEqual([['join', 'room:a', { n: 1 }, true]]);
    cast(room, 'end');
    expect(heard.splice(0)).toEqual([['close', 'room:a', 'closed', false, 'closed', undefined]]);
    join(client, 'room:a');
    void leave(room);
    expect(heard.splice(0)).toEqual([
      ['join', 'room:a', { n: 1 }, true],
      ['leave', 'room:a', true],
    ]);
    join(client, 'room:b', { params: { refuse: true } });
    expect(heard.splice(0)).toEqual([['close', 'room:b', 'join', true, 'refused', undefined]]);
  });

  it('hear the replies to pushes that were sent as events, under the id they had', () => {
    const { heard, logic } = recorder();
    const { client, clock } = startDefined(logic);
    join(client, 'room:a');
    heard.length = 0;
    client.send({ type: 'channel.push', topic: 'room:a', event: 'ping', payload: { x: 1 }, id: 'first' });
    client.send({ type: 'channel.push', topic: 'room:a', event: 'refuse', payload: { x: 2 } });
    client.send({ type: 'channel.push', topic: 'room:a', event: 'silence', payload: {}, id: 'third' });
    expect(heard.splice(0)).toEqual([
      ['reply', 'room:a', 'ping', 'first', 'ok', { x: 1 }, undefined],
      ['reply', 'room:a', 'refuse', undefined, 'error', { x: 2 }, undefined],
    ]);
    clock.increment(10_000);
    expect(heard).toEqual([['reply', 'room:a', 'silence', 'third', null, undefined, 'timeout']]);
  });

  it('hear nothing of pushes that have a promise', async () => {
    const { heard, logic } = recorder();
    const { client } = startDefined(logic);
    const room = join(client, 'room:a');
    heard.length = 0;
    await push(room, 'ping');
    expect(heard).toEqual([]);
  });

  it('hear of topics that were joined before the client was started', () => {
    const { heard, logic } = recorder();
    const { client } = startDefined(logic, { start: false });
    join(client, 'room:a');
    expect(heard).toEqual([]);
    client.start();
    expect(heard).toEqual(['start', ['connect', false], ['join', 'room:a', {}, false]]);
  });

  it('hear each topic once, though it is left and joined again', () => {
    const { heard, logic } = recorder();
    const { client } = startDefined(logic);
    for (let round = 0; round < 3; round += 1) {
      heard.length = 0;
      const room = join(client, 'room:a');
      cast(room, 'shout', {});
      void leave(room);
    }
    expect(heard).toEqual([
      ['join', 'room:a', {}, false],
      ['message', 'room:a', 'shouted', { payload: {} }],
      ['leave', 'room:a', true],
    ]);
  });

  it('see the state that they are called for', () => {
    const seen: unknown[] = [];
    const logic = defineClient({
      onConnect: ({ client }) => void seen.push(client.getSnapshot().hasTag('connected')),
      onDisconnect: ({ client }) => void seen.push(client.getSnapshot().matches('reconnect-waiting')),
      onJoin: (_, { channel }) => void seen.push(channel.getSnapshot().value),
      onTopicClose: (_, { channel }) => void seen.push(channel.getSnapshot().value),
    });
    const { client, network } = startDefined(logic);
    const room = join(client, 'room:a');
    cast(room, 'end');
    network.drop();
    expect(seen).toEqual([true, 'joined', 'closed', true]);
  });

  it('may do everything with the client, at once', () => {
    const bodies: unknown[] = [];
    const logic = defineClient({
      onConnect: ({ client }) => void join(client, 'room:a'),
      onJoin: (_, { channel }) => cast(channel, 'shout', { body: 'hi' }),
      onMessage: ({ client }, { channel, payload }) => {
        bodies.push(payload);
        if (channel) void leave(channel);
        void disconnect(client);
      },
    });
    const { client } = startDefined(logic);
    expect(bodies).toEqual([{ payload: { body: 'hi' } }]);
    expect(client).toBeIn('disconnected');
  });

  it.each(['throws', 'rejects'] as const)('are reported when one %s, and nothing else is harmed', async (how) => {
    const failing = () => {
      if (how === 'rejects') return Promise.reject(new Error('of mine'));
      throw new Error('of mine');
    };
    const logic = defineClient({ onStart: failing, onConnect: failing, onJoin: failing, onMessage: failing });
    const { client, said } = startDefined(logic);
    const room = join(client, 'room:a');
    cast(room, 'shout', {});
    await turns();
    expect(said.filter(({ type }) => type === 'listener.failed')).toEqual([
      { type: 'listener.failed', error: new Error('of mine'), topic: null, event: 'onStart' },
      { type: 'listener.failed', error: new Error('of mine'), topic: null, event: 'onConnect' },
      { type: 'listener.failed', error: new Error('of mine'), topic: 'room:a', event: 'onJoin' },
      { type: 'listener.failed', error: new Error('of mine'), topic: 'room:a', event: 'onMessage' },
    ]);
    expect(client).toBeIn('connected');
    expect(room).toBeIn('joined');
  });

  it('are all optional', () => {
    const { client } = startDefined(defineClient({}));
    expect(join(client, 'room:a')).toBeIn('joined');
  });
});
