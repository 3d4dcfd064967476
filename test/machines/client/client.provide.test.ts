import { describe, expect, it } from 'vitest';
import { createActor } from 'xstate';
import { awaitConnect, type ClientInput, ConfigurationError, clientMachine, interpret, join } from 'xstate-phoenix';
import '../../support/matchers.ts';
import { createWorld } from '../../support/world.ts';

describe('the machine of a client', () => {
  it('has delays that can be provided', () => {
    const machine = clientMachine.provide({ delays: { reconnectDelay: 77, heartbeatInterval: 5 } });
    const world = createWorld({}, { machine });
    world.socket.close();
    world.clock.increment(76);
    expect(world.sockets.length).toBe(1);
    world.clock.increment(1);
    expect(world.sockets.length).toBe(2);
    const socket = world.open();
    world.clock.increment(5);
    expect(socket.of('heartbeat').length).toBe(1);
  });

  it('leaves the machine it was provided for as it was', () => {
    clientMachine.provide({ delays: { reconnectDelay: 77 } });
    const world = createWorld();
    world.socket.close();
    world.clock.increment(10);
    expect(world.sockets.length).toBe(2);
  });

  it.each([
    ['interpret', interpret],
    ['createActor', createActor],
  ])('runs by %s', async (_, run) => {
    const transport: ClientInput['transport'] = (_request, sink) => {
      sink.opened();
      return { send: () => {}, close: () => {} };
    };
    const client = run(clientMachine, { input: { url: 'ws://server.test/socket', transport } }).start();
    await awaitConnect(client);
    client.stop();
  });

  it('may be joined by the event of a channel as well as by the function', () => {
    const world = createWorld();
    world.client.send({ type: 'channel.join', topic: 'room:lobby', params: { a: 1 } });
    expect(world.open().frames).toEqual([['1', '1', 'room:lobby', 'phx_join', { a: 1 }]]);
  });
});

describe('a client of a bad configuration', () => {
  const bad = () => interpret(clientMachine, { input: { url: 'nowhere', jitter: 2 } });

  it('has a ConfigurationError as its initial error, and opens nothing', () => {
    const snapshot = bad().getSnapshot();
    expect(snapshot.status).toBe('error');
    expect(snapshot.error).toBeInstanceOf(ConfigurationError);
    expect((snapshot.error as ConfigurationError).problems.map(({ path }) => path)).toEqual(['jitter', 'url']);
  });

  it('tells its observers when it is started', () => {
    const errors: unknown[] = [];
    const client = bad();
    client.subscribe({ error: (error) => errors.push(error) });
    client.start();
    expect(errors).toEqual([expect.any(ConfigurationError)]);
  });

  it('throws that error at a join', () => {
    expect(() => join(bad(), 'room:lobby')).toThrow(ConfigurationError);
  });

  it('without any input says that a url is needed', () => {
    const { error } = interpret(clientMachine, {} as never).getSnapshot();
    expect(error).toBeInstanceOf(ConfigurationError);
    expect(String(error)).toContain('url');
  });
});
