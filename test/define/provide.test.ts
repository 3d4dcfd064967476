import { describe, expect, it, vi } from 'vitest';
import { call, cast, defineClient, join, leave, onFrame } from 'xstate-phoenix';
import { startDefined } from '../support/defined.ts';
import '../support/matchers.ts';

/** A client with every handler, that writes down which of them are called. */
function recorder() {
  const heard: unknown[] = [];
  const note = (name: string) => () => void heard.push(name);
  const logic = defineClient({
    types: { events: {} as { readonly type: 'mine' } },
    assigns: { n: 7 },
    onStart: note('onStart'),
    onConnect: note('onConnect'),
    onDisconnect: note('onDisconnect'),
    onJoin: note('onJoin'),
    onMessage: note('onMessage'),
    onReply: note('onReply'),
    onTopicClose: note('onTopicClose'),
    onLeave: note('onLeave'),
    onEvent: ({ raise }, { type }) => {
      heard.push('onEvent');
      if (!heard.includes('raised')) {
        heard.push('raised');
        raise({ type });
      }
    },
    onCall: ({ assigns }, _: string) => assigns.n,
    onTerminate: (_, { reason }) => void heard.push(['onTerminate', reason]),
  });
  return { heard, logic };
}

const everything = [
  'onStart',
  'onConnect',
  'onJoin',
  'onMessage',
  'onReply',
  'onTopicClose',
  'onLeave',
  'onEvent',
  'raised',
  'onEvent',
  'onDisconnect',
];

describe('a client with handlers that more is provided for', () => {
  it.each<[string, number]>([
    ['once', 1],
    ['twice', 2],
  ])('%s keeps every handler, and its user data', async (_, times) => {
    const { heard, logic } = recorder();
    let provided = logic;
    for (let time = 0; time < times; time += 1) provided = provided.provide({ delays: { reconnectDelay: 77 } });
    const { client, network, clock } = startDefined(provided);
    const room = join(client, 'room:a');
    cast(room, 'shout');
    client.send({ type: 'channel.push', topic: 'room:a', event: 'ping', payload: {} });
    cast(room, 'crash');
    void leave(room);
    client.send({ type: 'mine' });
    expect(await call(client, 'n')).toBe(7);
    network.drop();
    expect(heard).toEqual(everything);
    clock.increment(76);
    expect(client).toBeIn('reconnect-waiting');
    clock.increment(1);
    expect(client).toBeIn('connected');
  });

  it.each<
    [string, (client: { stop(): void; send(event: { type: 'client.stop'; reason: string }): void }) => void, unknown]
  >([
    ['from outside', (client) => client.stop(), undefined],
    ['by an event', (client) => client.send({ type: 'client.stop', reason: 'over' }), 'over'],
  ])('hears once that it is stopped %s', (_, end, reason) => {
    const { heard, logic } = recorder();
    const { client } = startDefined(logic.provide({}).provide({}));
    heard.length = 0;
    end(client);
    expect(heard).toEqual([['onTerminate', reason]]);
  });

  it('has a handler replaced by the action of its name, and no other', () => {
    const { heard, logic } = recorder();
    const onConnect = vi.fn();
    startDefined(logic.provide({ actions: { onConnect } }));
    expect(onConnect).toHaveBeenCalledOnce();
    expect(heard).toEqual(['onStart']);
  });

  it('does not call an onTerminate that was replaced', () => {
    const { heard, logic } = recorder();
    const onTerminate = vi.fn();
    const provided = logic.provide({ actions: { onTerminate } });
    startDefined(provided).client.stop();
    startDefined(provided).client.send({ type: 'client.stop', reason: 'over' });
    expect(heard).not.toContainEqual(['onTerminate', expect.anything()]);
    expect(heard).not.toContainEqual(['onTerminate', undefined]);
    expect(onTerminate).toHaveBeenCalledOnce();
  });

  it('leaves the first one as it was', () => {
    const { heard, logic } = recorder();
    logic.provide({ delays: { reconnectDelay: 77 }, actions: { onConnect: () => {}, onTerminate: () => {} } });
    const { client, network, clock } = startDefined(logic);
    const dialed = vi.fn();
    onFrame(client, dialed);
    network.drop();
    clock.increment(10);
    expect(client).toBeIn('connected');
    client.stop();
    expect(heard).toEqual(['onStart', 'onConnect', 'onDisconnect', 'onConnect', ['onTerminate', undefined]]);
  });
});
