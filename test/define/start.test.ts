import { describe, expect, it } from 'vitest';
import { toPromise } from 'xstate';
import { clientMachine, connect, defineClient, disconnect, join, onFrame, type Scope } from 'xstate-phoenix';
import { startDefined } from '../support/defined.ts';
import { turns } from '../support/room.ts';
import '../support/matchers.ts';

describe('a client that its onStart', () => {
  it.each<[string, (scope: Scope<object>) => void]>([
    ['stops', ({ stop }) => stop('no need')],
    ['stops behind a join', ({ client, stop }) => void (join(client, 'room:a') && stop('no need'))],
    ['stops by an event', ({ client }) => client.send({ type: 'client.stop', reason: 'no need' })],
  ])('%s dials nothing, and asks for no params', async (_, onStart) => {
    const reasons: unknown[] = [];
    const asked: unknown[] = [];
    const logic = defineClient({ onStart, onTerminate: (_, { reason }) => void reasons.push(reason) });
    const params = () => void asked.push('params');
    const { client, clock, network } = startDefined(logic, { params: params as never });
    expect(await toPromise(client)).toEqual({ reason: 'no need' });
    clock.increment(60_000);
    await turns();
    expect(reasons).toEqual(['no need']);
    expect([network.requests.length, asked.length, clock.timers]).toEqual([0, 0, 0]);
  });

  it('ends from outside dials nothing', () => {
    const logic = defineClient({ onStart: ({ client }) => void (client as unknown as { stop(): void }).stop() });
    const { client, network, clock } = startDefined(logic);
    expect(client.getSnapshot().status).toBe('stopped');
    clock.increment(60_000);
    expect(network.requests.length).toBe(0);
  });

  it('disconnects dials nothing until it is told to connect', async () => {
    const { client, network } = startDefined(defineClient({ onStart: ({ client }) => void disconnect(client) }));
    expect(client).toBeIn('disconnected');
    expect(client.getSnapshot().context.reason).toBe('requested');
    expect(network.requests.length).toBe(0);
    await connect(client);
    expect(network.requests.length).toBe(1);
  });

  it('connects is connected once', async () => {
    const { client, network } = startDefined(defineClient({ onStart: ({ client }) => void connect(client) }));
    await turns();
    expect(client).toBeIn('connected');
    expect(network.requests.length).toBe(1);
  });

  it.each<[string, (scope: Scope<object>) => unknown]>([
    ['says nothing to', () => {}],
    [
      'throws for',
      () => {
        throw new Error('of mine');
      },
    ],
    ['rejects for', () => Promise.reject(new Error('of mine'))],
  ])('%s connects all the same, within its start', async (_, onStart) => {
    const { client, network } = startDefined(defineClient({ onStart }));
    expect(client).toBeIn('connected');
    expect(network.requests.length).toBe(1);
    await turns();
    client.stop();
  });

  it('is called in connects behind what onStart has sent to it', () => {
    const heard: unknown[] = [];
    const logic = defineClient({
      onStart: ({ send }) => send({ type: 'mine' }),
      onEvent: ({ client }, { type }) => void heard.push(type, client.getSnapshot().value),
      onConnect: () => void heard.push('connect'),
    });
    startDefined(logic);
    expect(heard).toEqual(['mine', 'disconnected', 'connect']);
  });

  it('may leave at rest, where autoConnect is false', () => {
    const { client, network } = startDefined(defineClient({ onStart: () => {} }), { autoConnect: false });
    expect(client).toBeIn('disconnected');
    expect(client.getSnapshot().context.reason).toBe('never_connected');
    expect(network.requests.length).toBe(0);
  });

  it('was provided for as an action is stopped by it as well', () => {
    const machine = clientMachine.provide({
      actions: { onStart: ({ self }) => self.send({ type: 'client.stop', reason: 'no need' }) },
    });
    const { client, network } = startDefined(machine as never);
    expect(client.getSnapshot()).toMatchObject({ status: 'done', output: { reason: 'no need' } });
    expect(network.requests.length).toBe(0);
  });
});

describe('a client without onStart', () => {
  it('begins its first attempt in its first step, and is told of no start', () => {
    const types: string[] = [];
    const { client } = startDefined(defineClient({ onEvent: () => {} }), { start: false }, (event) => {
      if (event.type === '@xstate.event') types.push(event.event.type);
    });
    expect(client).toBeIn({ connecting: 'preparing' });
    client.start();
    expect(types.filter((type) => type.startsWith('client.'))).toEqual([]);
  });
});

describe('a client that a handler stops while there is no connection', () => {
  it('is stopped before it tries again, though it waits no time at all', async () => {
    const logic = defineClient({ onDisconnect: ({ stop }) => stop('gone') });
    const { client, network, clock } = startDefined(logic, { reconnectAfterMs: [0] });
    network.drop();
    expect(client.getSnapshot()).toMatchObject({ status: 'done', output: { reason: 'gone' } });
    clock.increment(0);
    expect(network.requests.length).toBe(1);
  });

  it('still writes all that was asked before while there is one', async () => {
    const written: string[] = [];
    const logic = defineClient({ onConnect: ({ client, stop }) => void (join(client, 'room:a') && stop()) });
    const { client } = startDefined(logic, { start: false });
    onFrame(client, ({ direction, frame }) => direction === 'out' && written.push(frame[3]));
    client.start();
    await toPromise(client);
    expect(written).toEqual(['phx_join']);
  });
});
