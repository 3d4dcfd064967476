import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Subscription } from 'xstate';
import { ConfigurationError, disconnect, join, leave, on, push, reconnect } from 'xstate-phoenix';
import { onTelemetry, type TelemetryEvent } from 'xstate-phoenix/telemetry';
import { collectGarbage } from '../support/garbage.ts';
import { hear } from '../support/hear.ts';
import { accept, deferred, joinedRoom, joiningRoom, TOPIC, turns } from '../support/room.ts';
import { createWorld } from '../support/world.ts';
import { say, Told, toldConnection, toldRoom, toldWorld } from './told.ts';

afterEach(() => vi.restoreAllMocks());

/** The events of a client that are the end of a span that nobody heard begin. */
function orphans(events: readonly TelemetryEvent[]): string[] {
  const begun = new Set<string>();
  return events.flatMap(({ type, spanId }) => {
    if (type.endsWith('.start')) begun.add(spanId);
    return /\.(stop|exception|queued|sent)$/.test(type) && type !== 'frame.sent' && !begun.has(spanId) ? [type] : [];
  });
}

describe('who listens to a client that runs', () => {
  it('hears of no span that began before', async () => {
    const { world, client, clock, socket, room } = joiningRoom({ heartbeatIntervalMs: 0 });
    void push(room, 'early');
    const told = new Told(world);
    accept(socket);
    void push(room, 'late');
    socket.reply(socket.last('early'));
    socket.reply(socket.last('late'));
    world.socket.close();
    expect(orphans(told.events)).toEqual([]);
    expect(told.types('client.push', 'client.join', 'client.connect', 'connection')).toEqual([
      'client.push.start',
      'client.push.sent',
      'client.push.stop',
    ]);
    clock.increment(10);
    accept(world.open());
    expect(told.types('client.join', 'connection')).toEqual([
      'connection.start',
      'client.join.start',
      'client.join.stop',
    ]);
    void disconnect(client);
  });

  it('hears of a connection that is made from then on, and of none that was being made', () => {
    const world = createWorld();
    const told = new Told(world);
    world.open();
    expect(told.events).toEqual([]);
    void reconnect(world.client);
    world.open();
    expect(told.types()).toEqual(['client.connect.start', 'client.connect.stop', 'connection.start']);
  });

  it('hears of no join that goes on, though its params are there only now', async () => {
    const params = deferred();
    const { world, socket } = joiningRoom({}, { params: () => params.promise });
    const told = new Told(world);
    params.resolve({});
    await turns();
    accept(socket);
    expect(told.types()).toEqual(['frame.sent', 'frame.received.start', 'frame.received.stop']);
  });

  it('is told ids of the connection that is there', () => {
    const { world, room, socket } = joinedRoom();
    const told = new Told(world);
    void push(room, 'ask');
    socket.reply(socket.last('ask'));
    const ids = told.events.map(({ traceId, connectionId, parentId }) => [traceId, connectionId, parentId].join());
    expect(new Set(ids).size).toBe(1);
    expect(ids[0]).toMatch(/^[0-9a-f]{32},[0-9a-f]{16},[0-9a-f]{16}$/);
  });

  it('beside others hears of no span that began before, though they do', () => {
    const { world, told, socket, room } = toldRoom();
    void push(room, 'ask');
    const second = new Told(world);
    socket.reply(socket.last('ask'));
    world.socket.close();
    expect(orphans(second.events)).toEqual([]);
    expect(second.types('client.push', 'connection')).toEqual([]);
    expect(told.types('client.push', 'connection').slice(-2)).toEqual(['client.push.stop', 'connection.stop']);
  });
});

describe('several who listen', () => {
  it('hear the same, under the same ids, each with its own topics', () => {
    const { world, told, client } = toldWorld();
    const second = new Told(world, { topic: () => 'hidden' });
    join(client, TOPIC);
    accept(world.open());
    const [one, other] = [told.last('client.join.stop'), second.last('client.join.stop')];
    expect(other).toEqual({ ...one, metadata: { ...one.metadata, topic: 'hidden' } });
  });

  it('hear in one order, whatever one of them does meanwhile', () => {
    const { world, client, socket, room } = joinedRoom();
    onTelemetry(client, ({ type }) => {
      if (type === 'frame.received.start') void push(room, 'ask');
    });
    const told = new Told(world);
    say(socket);
    expect(told.types()).toEqual([
      'frame.received.start',
      'client.push.start',
      'frame.sent',
      'client.push.sent',
      'frame.received.stop',
    ]);
  });

  it('are independent: who undoes hears nothing more, the others do', () => {
    const { world, told, socket } = toldRoom();
    const second = new Told(world);
    told.undo();
    told.clear();
    say(socket);
    expect(told.events).toEqual([]);
    expect(second.types()).toEqual(['frame.received.start', 'frame.received.stop']);
  });
});

describe('the undo', () => {
  it('of all who listen leaves nothing behind, and may be called again', () => {
    const { world, told, client } = toldRoom();
    told.undo();
    const { watcher, topics } = client.getSnapshot().context.connection;
    expect([watcher, topics.greeters.size]).toEqual([null, 0]);
    const second = new Told(world);
    told.undo();
    join(client, 'room:other');
    expect(second.types('client.join', 'frame.sent')).toEqual(['frame.sent', 'client.join.start']);
  });

  it('leaves no listener with the client and its channels', () => {
    const { world, client, room } = joinedRoom();
    let listeners = 0;
    const count = (subscription: Subscription): Subscription => {
      listeners += 1;
      return {
        unsubscribe() {
          listeners -= 1;
          subscription.unsubscribe();
        },
      };
    };
    for (const actor of [client, room] as const) {
      const { on: listen, subscribe } = actor;
      for (const [name, call] of Object.entries({ on: listen, subscribe }))
        Reflect.set(actor, name, (...args: unknown[]) => count(Reflect.apply(call, actor, args)));
    }
    const told = new Told(world);
    expect(listeners).toBe(10);
    told.undo();
    expect(listeners).toBe(0);
  });

  it('from within a listener is obeyed', () => {
    const { world } = toldRoom();
    const types: string[] = [];
    const undo = onTelemetry(world.client, ({ type }) => {
      types.push(type);
      undo();
    });
    say(world.socket);
    say(world.socket);
    expect(types).toEqual(['frame.received.start']);
  });
});

describe('a listener that throws', () => {
  const fails = () => {
    throw new Error('oops');
  };

  it('is reported, is no callback itself, and harms nobody', () => {
    const { world, told, client, socket, room } = toldRoom();
    const heard = hear(client, 'listener.failed');
    told.undo();
    onTelemetry(client, fails);
    const second = new Told(world);
    const messages: unknown[] = [];
    on(room, 'shout', (payload) => messages.push(payload));
    say(socket);
    expect(messages).toEqual([{}]);
    expect(second.types()).toEqual([
      'frame.received.start',
      'client.callback.start',
      'client.callback.stop',
      'frame.received.stop',
    ]);
    expect(heard.map(({ event, topic, error }) => [event, topic, error])).toEqual(
      Array(4).fill(['onTelemetry', null, new Error('oops')]),
    );
  });

  it('is logged where nobody hears of it', async () => {
    const log = vi.spyOn(console, 'error').mockImplementation(() => {});
    const world = createWorld({}, { start: false });
    onTelemetry(world.client, fails);
    world.client.start();
    await null;
    expect(log).toHaveBeenCalledTimes(1);
    expect(log.mock.calls[0]?.[0]).toContain('"onTelemetry"');
  });
});

describe('the option topic', () => {
  it('says what is shown of a topic, and leaves that of the protocol alone', () => {
    const { told, clock, room } = toldRoom({ heartbeatIntervalMs: 10 }, { topic: () => 'room:*' });
    void push(room, 'ask');
    clock.increment(10);
    expect(JSON.stringify(told.events)).not.toContain(TOPIC);
    expect(told.last('client.push.sent').metadata.topic).toBe('room:*');
    expect(told.last('frame.sent').metadata.topic).toBe('phoenix');
  });

  it.each([
    [
      'throws',
      () => {
        throw new Error('oops');
      },
    ],
    ['gives no string', () => undefined as never],
  ])('that %s shows nothing', (_, topic) => {
    vi.spyOn(console, 'error').mockImplementation(() => {});
    const { told } = toldRoom({}, { topic });
    expect(told.last('client.join.stop').metadata.topic).toBeNull();
    expect(JSON.stringify(told.events)).not.toContain(TOPIC);
  });
});

describe('topics that come and go', () => {
  it('leave nothing behind', async () => {
    const { told, client, socket } = toldConnection();
    const seen: WeakRef<object>[] = [];
    for (let round = 0; round < 50; round += 1) {
      const room = join(client, `room:${round}`);
      accept(socket);
      void push(room, 'ask');
      void leave(room);
      socket.reply(socket.last('phx_leave'));
      expect(room.getSnapshot().status).toBe('done');
      seen.push(new WeakRef(room));
    }
    expect(told.of('client.join.stop').length).toBe(50);
    await collectGarbage();
    // The last one may still be held by what was called last.
    expect(seen.filter((room) => room.deref() !== undefined).length).toBeLessThan(3);
  });
});

describe('a client of a bad input', () => {
  it('can not be listened to', () => {
    const world = createWorld({ url: '' }, { start: false });
    expect(() => onTelemetry(world.client, () => {})).toThrow(ConfigurationError);
  });
});
