import { afterEach, describe, expect, it, vi } from 'vitest';
import { type ClientInput, on, onFrame, type TransportSink } from 'xstate-phoenix';
import { deferred, TOPIC, turns } from '../support/room.ts';
import { say, toldConnection, toldRoom, toldWorld } from './told.ts';

afterEach(() => vi.restoreAllMocks());

const fails = () => {
  throw new Error('oops');
};

describe('an incoming frame', () => {
  it('is told from before it is decoded until its listeners have returned', () => {
    const { told, clock, socket, room } = toldRoom();
    const { spanId } = told.last('connection.start');
    on(room, 'shout', () => clock.increment(6));
    told.clear();
    clock.increment(1);
    say(socket, 'shout', { to: 'žluť' });
    const bytes = Buffer.byteLength(JSON.stringify([null, null, TOPIC, 'shout', { to: 'žluť' }]));
    expect(told.types()).toEqual([
      'frame.received.start',
      'client.callback.start',
      'client.callback.stop',
      'frame.received.stop',
    ]);
    expect(told.last('frame.received.start')).toMatchObject({
      parentId: spanId,
      measurements: { timeMs: 1, bytes },
      metadata: {},
    });
    expect(told.last('frame.received.stop')).toMatchObject({
      spanId: told.last('frame.received.start').spanId,
      measurements: { timeMs: 7, durationMs: 6, bytes },
      metadata: { topic: TOPIC, event: 'shout', ref: null, joinRef: null },
    });
  });

  it('has the refs of a reply', () => {
    const { told, socket } = toldRoom();
    const [joinRef, ref] = socket.last('phx_join');
    expect(told.last('frame.received.stop').metadata).toEqual({ topic: TOPIC, event: 'phx_reply', ref, joinRef });
  });

  const dropped: [string, string, object][] = [
    ['{', 'malformed', { topic: null, event: null }],
    ['[null,null,"room:none","shout",{}]', 'unknown_topic', { topic: 'room:none', event: 'shout' }],
    ['["99",null,"room:lobby","shout",{}]', 'stale', { topic: TOPIC, event: 'shout', joinRef: '99' }],
    ['[null,null,"room:lobby","phx_join",{}]', 'reserved', { topic: TOPIC, event: 'phx_join' }],
  ];
  it.each(dropped)('%s that goes nowhere ends with an exception: %s', (text, why, head) => {
    const { told, socket } = toldRoom();
    told.clear();
    socket.raw(text);
    expect(told.types()).toEqual(['frame.received.start', 'frame.received.exception']);
    expect(told.last('frame.received.exception')).toMatchObject({
      measurements: { durationMs: 0, bytes: text.length },
      metadata: { ...head, why },
    });
  });

  it('that the transport can not read ends with an exception', () => {
    const sinks: TransportSink[] = [];
    const transport: ClientInput['transport'] = (_, sink) => {
      sinks.push(sink);
      return { send: () => {}, close: () => {} };
    };
    const { told } = toldWorld({ transport });
    sinks[0]?.opened();
    sinks[0]?.unreadable('a Blob');
    expect(told.last('frame.received.exception')).toMatchObject({
      measurements: { bytes: 0 },
      metadata: { why: 'malformed', topic: null },
    });
    expect(told.of('frame.received.start').length).toBe(1);
  });
});

describe('a frame that is sent', () => {
  it('is told with its head, on its connection', () => {
    const { told, clock, socket } = toldConnection({ heartbeatIntervalMs: 100 });
    clock.increment(100);
    const frame = socket.last('heartbeat');
    expect(told.last('frame.sent')).toMatchObject({
      parentId: told.last('connection.start').spanId,
      measurements: { timeMs: 100, bytes: JSON.stringify(frame).length },
      metadata: { topic: 'phoenix', event: 'heartbeat', ref: frame[1], joinRef: null },
    });
  });
});

describe('a callback', () => {
  it('of a frame is a part of that frame', () => {
    const { told, socket, room } = toldRoom();
    on(room, 'shout', () => {});
    say(socket);
    expect(told.last('client.callback.stop')).toMatchObject({
      parentId: told.last('frame.received.stop').spanId,
      metadata: { callback: 'shout', topic: TOPIC },
    });
  });

  it('without a frame is a part of the connection', () => {
    const { told, socket } = toldRoom({ shouldReconnect: () => true });
    say(socket);
    socket.close();
    expect(told.last('client.callback.stop')).toMatchObject({
      parentId: told.last('connection.start').spanId,
      metadata: { callback: 'shouldReconnect', topic: null },
    });
  });

  it('that throws ends with an exception, and is reported as ever', () => {
    const log = vi.spyOn(console, 'error').mockImplementation(() => {});
    const { told, socket, room } = toldRoom();
    on(room, 'shout', fails);
    say(socket);
    expect(told.types('client.callback')).toEqual(['client.callback.start', 'client.callback.exception']);
    expect(told.last('client.callback.exception').metadata).toEqual({ callback: 'shout', topic: TOPIC });
    expect(log).toHaveBeenCalledTimes(1);
  });

  it.each([
    ['resolved', 'stop', 0],
    ['rejected', 'exception', 1],
  ] as const)('that returns a promise lasts until that is %s', async (how, end, reports) => {
    const log = vi.spyOn(console, 'error').mockImplementation(() => {});
    const { told, clock, socket, room } = toldRoom();
    const { promise, resolve, reject } = deferred();
    on(room, 'shout', () => promise);
    say(socket);
    clock.increment(12);
    expect(told.types('client.callback')).toEqual(['client.callback.start']);
    if (how === 'resolved') resolve({});
    else reject(new Error('oops'));
    await turns();
    expect(told.types('client.callback')).toEqual(['client.callback.start', `client.callback.${end}`]);
    expect(told.last(`client.callback.${end}`).measurements.durationMs).toBe(12);
    expect(log).toHaveBeenCalledTimes(reports);
  });

  it('is each function that is called, and no list or option that is none', () => {
    const { told, client, clock, socket } = toldConnection({ reconnectAfterMs: () => 10, shouldRejoin: () => true });
    onFrame(client, () => {});
    socket.reply([null, '1', 'phoenix', '', {}]);
    socket.close();
    clock.increment(10);
    expect(told.of('client.callback.start').map(({ metadata }) => metadata.callback)).toEqual([
      'onFrame',
      'reconnectAfterMs',
    ]);
    const plain = toldConnection({ reconnectAfterMs: [10] });
    plain.socket.close();
    expect(plain.told.types('client.callback')).toEqual([]);
  });
});
