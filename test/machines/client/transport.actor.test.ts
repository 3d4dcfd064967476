import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Transport, TransportFactory, TransportSink } from 'xstate-phoenix';
import { join } from 'xstate-phoenix';
import { hear } from '../../support/hear.ts';
import '../../support/matchers.ts';
import { turns } from '../../support/room.ts';
import { createWorld } from '../../support/world.ts';

afterEach(() => vi.restoreAllMocks());

/** A transport whose parts can be replaced. `sinks` are those that it was given. */
function scripted(parts: (sink: TransportSink) => Partial<Transport>) {
  const sinks: TransportSink[] = [];
  const transport: TransportFactory = (_, sink) => {
    sinks.push(sink);
    return { send: () => {}, close: () => {}, ...parts(sink) };
  };
  return { transport, sinks };
}

describe('a transport', () => {
  it('may open while it is made', () => {
    const { transport } = scripted((sink) => {
      sink.opened();
      return {};
    });
    expect(createWorld({ transport }).client).toBeIn('connected');
  });

  it('may open while it is made, and is written to at once', async () => {
    const sent: unknown[] = [];
    const { transport } = scripted((sink) => {
      sink.opened();
      return { send: (data) => void sent.push(data) };
    });
    const world = createWorld({ transport, params: async () => ({}) });
    join(world.client, 'room:lobby');
    await turns();
    expect(world.client).toBeIn('connected');
    expect(sent).toEqual(['["1","1","room:lobby","phx_join",{}]']);
  });

  it('may fail while it is made', () => {
    const { transport, sinks } = scripted((sink) => {
      sink.closed({ code: 1006, reason: '' });
      return {};
    });
    const world = createWorld({ transport });
    expect(world.client).toBeIn({ 'reconnect-waiting': 'backoff' });
    world.clock.increment(10);
    expect(sinks.length).toBe(2);
  });

  it('may open and close while it is made', () => {
    const { transport } = scripted((sink) => {
      sink.opened();
      sink.closed({ code: 4000, reason: 'no' });
      return {};
    });
    const world = createWorld({ transport }, { start: false });
    const heard = hear(world.client);
    world.client.start();
    expect(heard.map(({ type }) => type)).toEqual(['connected', 'connection.lost']);
  });

  it('may report its end from within its close', () => {
    const { transport } = scripted((sink) => {
      sink.opened();
      return { close: (code = 1005) => sink.closed({ code, reason: '' }) };
    });
    const world = createWorld({ transport });
    world.client.send({ type: 'client.disconnect' });
    expect(world.client).toBeIn('disconnected');
  });

  it('that is given up for a new attempt, and reports its end from within its close, does not fail that attempt', () => {
    const { transport, sinks } = scripted((sink) => ({ close: () => sink.closed({ code: 1006, reason: '' }) }));
    const world = createWorld({ transport });
    const heard = hear(world.client);
    world.client.send({ type: 'client.reconnect' });
    expect(world.client).toBeIn({ connecting: 'dialing' });
    expect(heard).toEqual([]);
    sinks[1]?.opened();
    world.client.send({ type: 'client.reconnect' });
    expect(world.client).toBeIn({ connecting: 'dialing' });
    expect(sinks.length).toBe(3);
  });

  it('that is given up by a disconnect gets its code and reason, and may report its end from within its close', () => {
    const closes: unknown[] = [];
    const { transport, sinks } = scripted((sink) => ({
      close: (code, reason) => {
        closes.push([code, reason]);
        sink.closed({ code: 1006, reason: '' });
      },
    }));
    const world = createWorld({ transport }, { start: false });
    const heard = hear(world.client);
    world.client.send({ type: 'client.disconnect', code: 4001, reason: 'logout' });
    world.client.send({ type: 'client.connect' });
    world.client.start();
    expect(closes).toEqual([[4001, 'logout']]);
    expect(world.client).toBeIn({ connecting: 'dialing' });
    expect(heard).toEqual([{ type: 'disconnected' }]);
    sinks[1]?.opened();
    world.client.send({ type: 'client.reconnect' });
    expect(closes).toEqual([
      [4001, 'logout'],
      [1000, undefined],
    ]);
  });

  it.each([
    ['disconnects', { type: 'client.disconnect', code: 4001, reason: 'no' }, [[4001, 'no']]],
    ['reconnects', { type: 'client.reconnect' }, [[1000, undefined]]],
  ] as const)('whose maker %s meanwhile is closed, and not written to', async (_, command, expected) => {
    const closes: unknown[] = [];
    const sent: unknown[][] = [];
    const world = createWorld({
      params: async () => ({}),
      transport: () => {
        const mine: unknown[] = [];
        if (sent.push(mine) === 1) world.client.send(command);
        return {
          send: (data) => void mine.push(data),
          close: (code, reason) => void closes.push([code, reason]),
          bufferedAmount: sent.length,
        };
      },
    });
    await turns();
    expect(closes).toEqual(expected);
    expect(world.client.getSnapshot().context.connection.bufferedAmount).toBe(
      command.type === 'client.reconnect' ? 2 : 0,
    );
  });

  it('that throws in send loses the connection', () => {
    const { transport } = scripted((sink) => {
      sink.opened();
      return {
        send: () => {
          throw new Error('gone');
        },
      };
    });
    const world = createWorld({ transport });
    const heard = hear(world.client, 'connection.lost');
    join(world.client, 'room:lobby');
    expect(heard).toMatchObject([{ code: 1006, cause: 'send' }]);
    expect(world.client).toBeIn('reconnect-waiting');
  });

  it.each(['disconnect', 'reconnect'] as const)(
    'that throws at a close, on %s, is reported and does not end the client',
    (how) => {
      const { transport } = scripted((sink) => {
        sink.opened();
        return {
          close: () => {
            throw new Error('gone');
          },
        };
      });
      const world = createWorld({ transport });
      const heard = hear(world.client, 'listener.failed');
      world.client.send({ type: `client.${how}` });
      world.clock.increment(1500);
      expect(heard[0]).toMatchObject({ error: new Error('gone'), topic: null, event: 'transport' });
      expect(world.client).toBeIn(how === 'disconnect' ? 'disconnected' : 'connected');
    },
  );

  it('is closed with 1000 when it is given up', () => {
    const closed: unknown[] = [];
    const { transport } = scripted((sink) => {
      sink.opened();
      return { close: (...args) => closed.push(args) };
    });
    const world = createWorld({ transport });
    world.client.send({ type: 'client.reconnect' });
    expect(closed).toEqual([[1000, undefined]]);
  });

  it('is handed bytes as a buffer of their own', () => {
    const sent: unknown[] = [];
    const { transport } = scripted((sink) => {
      sink.opened();
      return { send: (data) => void sent.push(data) };
    });
    const window = new Uint8Array([0, 1, 2, 3, 0]).subarray(1, 4);
    const world = createWorld({
      transport,
      serializer: { vsn: '2.0.0', encode: () => window, decode: (data) => JSON.parse(String(data)) },
    });
    join(world.client, 'room:lobby');
    expect(sent).toEqual([expect.any(ArrayBuffer)]);
    expect(sent.map((data) => [...new Uint8Array(data as ArrayBuffer)])).toEqual([[1, 2, 3]]);
  });

  it('is handed bytes as a buffer where they are all of it, too', () => {
    const sent: unknown[] = [];
    const { transport } = scripted((sink) => {
      sink.opened();
      return { send: (data) => void sent.push(data) };
    });
    const bytes = new Uint8Array([1, 2, 3]);
    const world = createWorld({
      transport,
      serializer: { vsn: '2.0.0', encode: () => bytes, decode: (data) => JSON.parse(String(data)) },
    });
    join(world.client, 'room:lobby');
    expect(sent).toEqual([bytes.buffer]);
  });

  it('is dropped when its connection ends', () => {
    const sent: unknown[] = [];
    const { transport, sinks } = scripted((sink) => {
      sink.opened();
      return { send: (data) => void sent.push(data), bufferedAmount: 7 };
    });
    const world = createWorld({ transport, reconnectAfterMs: [5000] });
    const { connection } = world.client.getSnapshot().context;
    expect(connection.bufferedAmount).toBe(7);
    sinks[0]?.closed({ code: 1006, reason: '' });
    connection.write([null, '1', 'room:lobby', 'late', {}]);
    expect(sent).toEqual([]);
    expect(connection.bufferedAmount).toBe(0);
  });
});

describe('an attempt that a listener gives up', () => {
  it.each(['disconnect', 'reconnect', 'stop'] as const)(
    'while it is about to be dialed opens no socket: %s',
    async (act) => {
      const world = createWorld({ params: async () => ({}) }, { start: false });
      let given = false;
      world.client.subscribe((snapshot) => {
        if (given || !snapshot.matches({ connecting: 'dialing' })) return;
        given = true;
        world.client.send({ type: `client.${act}` });
      });
      world.client.start();
      await turns();
      expect(given).toBe(true);
      expect(world.sockets.length).toBe(act === 'reconnect' ? 1 : 0);
    },
  );

  it.each(['disconnect', 'reconnect', 'stop'] as const)(
    'when it opens while it is made leaves no socket behind: %s',
    async (act) => {
      const open = new Set<number>();
      let dialed = 0;
      const transport: TransportFactory = (_, sink) => {
        dialed += 1;
        const number = dialed;
        open.add(number);
        sink.opened();
        return {
          send: () => {},
          close: () => {
            if (open.delete(number)) sink.closed({ code: 1000, reason: '' });
          },
        };
      };
      const world = createWorld({ transport, params: async () => ({}) }, { start: false });
      let given = false;
      world.client.on('connected', () => {
        if (given) return;
        given = true;
        world.client.send({ type: `client.${act}` });
      });
      world.client.start();
      await turns();
      expect([...open]).toEqual(act === 'reconnect' ? [2] : []);
    },
  );
});
