import { describe, expect, it, vi } from 'vitest';
import { assign, emit } from 'xstate';
import { cast, clientMachine, interpret, join } from 'xstate-phoenix';
import { createPhoenix, inMemory } from 'xstate-phoenix/testing';
import { createWorld } from '../../support/world.ts';

function network() {
  return inMemory(
    createPhoenix({
      channels: {
        'room:*': {
          join: () => ({ ok: {} }),
          handleIn: (event, payload: object, channel) => void channel.push(event, payload),
        },
      },
    }),
  );
}

const url = 'ws://server.test/socket';

describe('the callbacks of a client', () => {
  it('are actions that can be provided', () => {
    const heard: unknown[] = [];
    const machine = clientMachine.provide({
      actions: {
        onConnect: ({ self }, { reconnect }) => {
          heard.push(['connect', reconnect]);
          self.send({ type: 'channel.join', topic: 'room:a' });
        },
        onJoin: (_, { topic, channel }) => {
          heard.push(['join', topic]);
          cast(channel, 'hi', { n: 1 });
        },
        onMessage: (_, { event, payload }) => heard.push([event, payload]),
      },
    });
    interpret(machine, { input: { url, transport: network().transport } }).start();
    expect(heard).toEqual([
      ['connect', false],
      ['join', 'room:a'],
      ['hi', { n: 1 }],
    ]);
  });

  it('get the close code of an attempt', () => {
    const heard: unknown[] = [];
    const onDisconnect = (_: unknown, { cause, code }: { cause: string; code: number }) => heard.push([cause, code]);
    const world = createWorld({}, { machine: clientMachine.provide({ actions: { onDisconnect } }) });
    world.socket.close(1013);
    expect(heard).toEqual([['attempt', 1013]]);
  });

  it('may be actions of XState as well', () => {
    const machine = clientMachine.provide({
      actions: {
        onJoin: assign({
          assigns:
            (_, { topic }) =>
            () => ({ topic }),
        }),
        onLeave: emit({ type: 'drain' }),
      },
    });
    const client = interpret(machine, { input: { url, transport: network().transport } }).start();
    let drained = 0;
    client.on('drain', () => {
      drained += 1;
    });
    const room = join(client, 'room:a');
    expect(client.getSnapshot().context.assigns()).toEqual({ topic: 'room:a' });
    room.send({ type: 'channel.leave' });
    expect(drained).toBe(1);
  });

  it('are reported when they throw, and nothing else changes', () => {
    const failed: unknown[] = [];
    const fail = () => {
      throw new Error('of mine');
    };
    const machine = clientMachine.provide({ actions: { onConnect: fail, onJoin: fail } });
    const client = interpret(machine, { input: { url, transport: network().transport } });
    client.on('listener.failed', ({ topic, event }) => failed.push([topic, event]));
    client.start();
    expect(join(client, 'room:a').getSnapshot().value).toBe('joined');
    expect(failed).toEqual([
      [null, 'onConnect'],
      ['room:a', 'onJoin'],
    ]);
  });

  it('may be provided one after the other', () => {
    const heard: string[] = [];
    const machine = clientMachine
      .provide({ actions: { onConnect: () => heard.push('connect') } })
      .provide({ actions: { onJoin: () => heard.push('join') } });
    join(interpret(machine, { input: { url, transport: network().transport } }).start(), 'room:a');
    expect(heard).toEqual(['connect', 'join']);
  });

  it('are called for a restored client too', () => {
    const heard: unknown[] = [];
    const machine = clientMachine.provide({ actions: { onJoin: (_, { topic }) => heard.push(topic) } });
    const input = { url, transport: network().transport };
    const first = interpret(machine, { input }).start();
    join(first, 'room:a');
    const snapshot = first.getPersistedSnapshot();
    first.stop();
    interpret(machine, { input, snapshot }).start();
    expect(heard).toEqual(['room:a', 'room:a']);
  });

  it('cost the data nothing while nobody provides them', () => {
    const events: string[] = [];
    const world = createWorld(
      {},
      { inspect: (event) => event.type === '@xstate.event' && events.push(event.event.type) },
    );
    const socket = world.open();
    const room = join(world.client, 'room:a');
    socket.reply(socket.last('phx_join'));
    expect(events.filter((type) => /^(client|topic)\./.test(type))).toEqual([]);
    events.length = 0;
    socket.say(null, null, 'room:a', 'hi', {});
    expect(events).toEqual(['channel.message']);
    expect(room.getSnapshot().value).toBe('joined');
  });

  it('hear nothing more once one of them has stopped the client, and XState does not warn of it', () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
    const heard: string[] = [];
    const machine = clientMachine.provide({
      actions: {
        onMessage: ({ self }) => {
          heard.push('onMessage');
          self.stop();
        },
        onReply: () => heard.push('onReply'),
      },
    });
    const world = createWorld({}, { machine });
    const socket = world.open();
    join(world.client, 'room:a');
    socket.reply(socket.last('phx_join'));
    world.client.send({ type: 'channel.push', topic: 'room:a', event: 'slow', payload: {} });
    socket.say(null, null, 'room:a', 'stop', {});
    expect(heard).toEqual(['onMessage']);
    expect(warn).not.toHaveBeenCalled();
    warn.mockRestore();
  });

  it('do not hide an error that nobody listens for', () => {
    const logged: unknown[] = [];
    const { error } = console;
    console.error = (...args) => logged.push(args);
    const machine = clientMachine.provide({
      actions: {
        onDisconnect: () => {
          throw new Error('of mine');
        },
      },
    });
    const world = createWorld({}, { machine });
    world.socket.close();
    console.error = error;
    expect(logged.length).toBe(1);
  });
});
