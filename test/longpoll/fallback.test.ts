import { describe, expect, it, vi } from 'vitest';
import { type ClientInput, disconnect, join, onFrame, type Transport, type TransportSink } from 'xstate-phoenix';
import { type FallbackMemory, type FallbackOptions, fallback } from 'xstate-phoenix/longpoll';
import { hear } from '../support/hear.ts';
import { createWorld } from '../support/world.ts';
import { lane } from './lanes.ts';

interface Given extends FallbackOptions {
  readonly input?: Partial<ClientInput>;
}

/** A client with two transports that the test plays: sockets, and polls. */
function worldOf({ input, ...options }: Given = {}, manner: Partial<Transport> = { heartbeats: false }) {
  const sockets = lane('sockets');
  const polls = lane('polls', manner);
  const transport = fallback([sockets.factory, polls.factory], { memory: null, ...options });
  const { client, clock } = createWorld({ transport, ...input });
  return { sockets, polls, client, clock, transport };
}

type Made = ReturnType<typeof worldOf>;
const useOf = ({ client }: Made) => client.getSnapshot().context.transport;
const isConnected = ({ client }: Made) => client.getSnapshot().hasTag('connected');
const eventsOf = (frames: readonly (readonly unknown[])[]) => frames.map(([, , topic, event]) => `${topic} ${event}`);
const dialed = ({ sockets, polls }: Made) => [sockets.dials.length, polls.dials.length];

/** A client on its second transport, since the first one failed. */
function fallen(given: Given = {}) {
  const made = worldOf(given);
  made.sockets.fail();
  made.polls.open();
  return made;
}

/** A memory of strings. */
function memory(kept: Record<string, string> = {}): FallbackMemory & { readonly kept: Record<string, string> } {
  return {
    kept,
    getItem: (key) => kept[key] ?? null,
    setItem: (key, value) => {
      kept[key] = value;
    },
  };
}

describe('the first transport', () => {
  it('is used as soon as it has answered a heartbeat', () => {
    const made = worldOf();
    made.sockets.open();
    expect([eventsOf(made.sockets.last.frames), isConnected(made)]).toEqual([['phoenix heartbeat'], false]);
    made.sockets.answer();
    expect([isConnected(made), useOf(made), dialed(made)]).toEqual([
      true,
      { name: 'sockets', why: 'preferred' },
      [1, 0],
    ]);
  });

  it('does not have to answer again, once it has answered', () => {
    const made = worldOf();
    made.sockets.works();
    made.sockets.fail();
    made.clock.increment(10);
    made.sockets.open();
    expect([isConnected(made), made.sockets.last.frames]).toEqual([true, []]);
  });

  it('is used though it opens and answers within the call that dials it', () => {
    const transport = fallback([
      (_, sink) => {
        sink.opened();
        return {
          send: () => sink.received('[null,"1","phoenix","phx_reply",{"status":"ok","response":{}}]'),
          close() {},
        };
      },
      lane('polls').factory,
    ]);
    expect(createWorld({ transport }).client.getSnapshot().context.transport?.why).toBe('preferred');
  });
});

describe('the next transport', () => {
  it.each([
    ['unopened', ({ sockets }: Made) => sockets.fail()],
    ['unopened', ({ clock }: Made) => clock.increment(2_500)],
    [
      'unanswered',
      ({ sockets, clock }: Made) => {
        sockets.open();
        clock.increment(2_500);
      },
    ],
    [
      'unanswered',
      ({ sockets }: Made) => {
        sockets.open();
        sockets.fail();
      },
    ],
  ])('is dialed in the same attempt, and says why: %s', (why, happens) => {
    const made = worldOf();
    const failures = hear(made.client, 'connect.failed');
    happens(made);
    expect([dialed(made), made.sockets.last.isClosed]).toEqual([[1, 1], true]);
    made.polls.open();
    expect([isConnected(made), useOf(made), failures]).toEqual([true, { name: 'polls', why }, []]);
  });

  it('is dialed in time, though the first one never says that it has closed', () => {
    const made = worldOf();
    made.sockets.last.keepsClose = true;
    made.clock.increment(2_500);
    expect([dialed(made), made.sockets.last.isClosed]).toEqual([[1, 1], true]);
  });

  it('is dialed where the first one can not even be made', () => {
    const polls = lane('polls');
    const transport = fallback([
      () => {
        throw new Error('no such thing here');
      },
      polls.factory,
    ]);
    const { client } = createWorld({ transport });
    polls.open();
    expect(client.getSnapshot().context.transport).toEqual({ name: 'polls', why: 'unopened' });
  });

  it('is what the client sends by, and what it hears', () => {
    const made = fallen();
    join(made.client, 'room:1');
    expect(eventsOf(made.polls.last.frames)).toEqual(['room:1 phx_join']);
    made.polls.answer();
    made.sockets.last.sink.received('["1","1","room:1","phx_close",{}]');
    expect(made.client.getSnapshot().context.connection.topics.channels.get('room:1')?.getSnapshot().value).toBe(
      'joined',
    );
  });

  it('passes on what it says of itself', () => {
    const made = fallen();
    expect(made.client.getSnapshot().matches({ connected: { heartbeat: 'off' } })).toBe(true);
  });

  it('is left, if it does not open any more', () => {
    const made = fallen();
    made.polls.fail();
    made.clock.increment(10);
    made.polls.fail();
    made.clock.increment(50);
    expect(dialed(made)).toEqual([2, 2]);
  });

  it('is not disturbed by the first one, if that opens after all', () => {
    const made = worldOf();
    made.clock.increment(2_500);
    made.polls.open();
    made.sockets.last.sink.opened();
    made.sockets.last.sink.received('[null,"1","phoenix","phx_reply",{"status":"ok","response":{}}]');
    expect(made.client.getSnapshot().context.connections).toBe(1);
    expect(made.sockets.last.frames).toEqual([]);
  });

  it('is closed with the code of the client, after its topics were left', () => {
    const closed: unknown[] = [];
    const made = worldOf({}, { goodbyes: false, close: (...args) => void closed.push(args) });
    made.sockets.fail();
    made.polls.open();
    join(made.client, 'room:1');
    made.polls.answer();
    made.client.send({ type: 'client.disconnect', code: 4_000, reason: 'bye' });
    expect(eventsOf(made.polls.last.frames)).toEqual(['room:1 phx_join', 'room:1 phx_leave']);
    expect(closed).toEqual([[4_000, 'bye']]);
  });

  it('holds back pushes while it is full', () => {
    const made = worldOf({ input: { maxBufferedAmount: 10 } }, { bufferedAmount: 11 });
    made.sockets.fail();
    made.polls.open();
    const room = join(made.client, 'room:1');
    made.polls.answer();
    room.send({ type: 'channel.cast', event: 'news', payload: {} });
    expect(eventsOf(made.polls.last.frames)).toEqual(['room:1 phx_join']);
  });

  it('is not the end of the road: if it fails, too, the next attempt begins with the first', () => {
    const made = worldOf();
    const failures = hear(made.client, 'connect.failed');
    made.sockets.fail();
    made.polls.fail(4_000);
    expect(failures).toMatchObject([{ error: { code: 'refused' }, willRetry: true }]);
    made.clock.increment(10);
    expect(dialed(made)).toEqual([2, 1]);
  });

  it('is not dialed when the attempt was given up', async () => {
    const made = worldOf();
    await disconnect(made.client);
    made.clock.increment(10_000);
    expect([dialed(made), made.sockets.last.isClosed]).toEqual([[1, 0], true]);
  });
});

describe('a sink that was made by hand', () => {
  const sinkOf = (told: string[], more: Partial<TransportSink> = {}): TransportSink => ({
    opened: () => void told.push('opened'),
    received: () => void told.push('received'),
    unreadable: () => void told.push('unreadable'),
    closed: () => void told.push('closed'),
    ...more,
  });
  const request = { url: 'ws://server.test/socket/websocket', protocols: [], headers: {} };

  it('hears of a transport that has opened, if it has no heartbeat to ask with', () => {
    const sockets = lane('sockets');
    const told: string[] = [];
    fallback([sockets.factory, lane('polls').factory])(request, sinkOf(told)).close();
    fallback([sockets.factory, lane('polls').factory])(request, sinkOf(told));
    sockets.open();
    expect(told).toEqual(['closed', 'opened']);
  });

  it('hears nothing behind the end of its connection, and no timer is left', () => {
    const timers = new Set<() => void>();
    const clock = {
      setTimeout: (fire: () => void) => timers.add(fire) && fire,
      clearTimeout: (fire: unknown) => void timers.delete(fire as () => void),
    };
    const [sockets, polls] = [lane('sockets'), lane('polls')];
    const told: string[] = [];
    const outdated = () => void told.push('outdated');
    fallback([sockets.factory, polls.factory])(request, sinkOf(told, { clock, outdated }));
    sockets.fail();
    polls.open();
    const [probe] = timers;
    timers.clear();
    probe?.();
    sockets.last.keepsClose = true;
    sockets.open();
    polls.fail();
    sockets.last.sink.closed({ code: 1000, reason: '' });
    expect([told, timers.size]).toEqual([['opened', 'closed'], 0]);
  });

  it('is led back to the first transport, even if its clock runs ahead of the time', () => {
    const timers: (() => void)[] = [];
    const clock = { setTimeout: (fire: () => void) => timers.push(fire), clearTimeout() {} };
    const [sockets, polls] = [lane('sockets'), lane('polls')];
    const transport = fallback([sockets.factory, polls.factory]);
    transport(request, sinkOf([], { clock }));
    sockets.fail();
    polls.open();
    timers.at(-1)?.();
    sockets.open();
    transport(request, sinkOf([], { clock }));
    expect([sockets.dials.length, polls.dials.length]).toEqual([3, 1]);
  });
});

describe('a transport that has answered before', () => {
  it.each([
    ['can not be opened', ({ sockets }: Made) => sockets.fail()],
    [
      'opens and ends without a frame',
      ({ sockets }: Made) => {
        sockets.open();
        sockets.fail();
      },
    ],
    ['hangs', ({ clock }: Made) => clock.increment(10_000)],
  ])('is given up only when it %s three times in a row', (_, happens) => {
    const made = worldOf({ input: { reconnectAfterMs: [10] } });
    made.sockets.works();
    made.sockets.fail();
    for (const _ of [1, 2, 3]) {
      made.clock.increment(10);
      expect(made.polls.dials).toHaveLength(0);
      happens(made);
    }
    made.clock.increment(10);
    made.sockets.last.sink.closed({ code: 1006, reason: '' });
    expect(made.polls.dials).toHaveLength(1);
  });

  it('is trusted again with each frame', () => {
    const made = worldOf({ input: { reconnectAfterMs: [10] } });
    for (const _ of [1, 2, 3, 4]) {
      made.sockets.works();
      made.sockets.fail();
      made.clock.increment(10);
      made.sockets.fail();
      made.clock.increment(10);
    }
    expect(made.polls.dials).toHaveLength(0);
  });
});

describe('the choice', () => {
  it('is remembered for the next page', () => {
    const kept = memory();
    fallen({ memory: kept });
    const next = worldOf({ memory: kept });
    next.polls.open();
    expect([dialed(next), useOf(next)]).toEqual([[0, 1], { name: 'polls', why: 'remembered' }]);
  });

  it('is not remembered for ever', () => {
    const kept = memory();
    fallen({ memory: kept, probeMs: 0 });
    expect(dialed(worldOf({ memory: kept }))).toEqual([1, 0]);
  });

  it('is forgotten when the first transport works again', () => {
    const kept = memory();
    const made = fallen({ memory: kept });
    made.clock.increment(60_000);
    made.sockets.works();
    made.sockets.works();
    const next = worldOf({ memory: kept });
    next.sockets.works();
    expect([dialed(next), useOf(next)?.why]).toEqual([[1, 0], 'preferred']);
  });

  it('holds for the next attempts of the same client, until it is time for the first transport', () => {
    const made = fallen();
    made.polls.fail();
    made.clock.increment(10);
    expect(dialed(made)).toEqual([1, 2]);
    made.polls.open();
    made.clock.increment(59_000);
    made.client.send({ type: 'client.disconnect' });
    made.clock.increment(3_000);
    made.clock.increment(60_000);
    made.client.send({ type: 'client.connect' });
    expect(dialed(made)).toEqual([2, 2]);
  });

  it.each(['', 'nonsense', '7 99999999999999', '-1 99999999999999', '0.5 99999999999999', 'NaN NaN'])(
    'is not taken from a memory that holds %j',
    (value) => {
      const made = worldOf({ memory: memory({ 'xstate-phoenix': value }) });
      made.sockets.works();
      expect([dialed(made), useOf(made)?.why]).toEqual([[1, 0], 'preferred']);
    },
  );

  it('is remembered in sessionStorage, where there is one and no other memory is given', () => {
    const kept = memory();
    vi.stubGlobal('sessionStorage', kept);
    fallen({ memory: null });
    expect(kept.kept).toEqual({});
    fallen({ memory: undefined });
    expect(kept.kept).toHaveProperty(['xstate-phoenix']);
    vi.unstubAllGlobals();
  });

  it('is made without a memory that throws', () => {
    const throws = () => {
      throw new Error('Storage is not allowed.');
    };
    const made = fallen({ memory: { getItem: throws, setItem: throws } });
    expect(isConnected(made)).toBe(true);
  });
});

describe('the first transport, while another one is in use,', () => {
  it('is tried by a connection that joins nothing, and is closed before the client moves over', () => {
    const made = fallen();
    const room = join(made.client, 'room:1');
    made.polls.answer();
    const heard = hear(made.client, 'connection.lost', 'connected');
    made.clock.increment(60_000);
    made.sockets.open();
    expect(eventsOf(made.sockets.last.frames)).toEqual(['phoenix heartbeat']);
    const probe = made.sockets.last;
    made.sockets.answer();
    expect([probe.isClosed, made.polls.last.isClosed, dialed(made)]).toEqual([true, true, [3, 1]]);
    made.sockets.open();
    expect(eventsOf(made.sockets.last.frames)).toEqual(['phoenix heartbeat']);
    made.sockets.answer();
    expect(eventsOf(made.sockets.last.frames)).toEqual(['phoenix heartbeat', 'room:1 phx_join']);
    made.sockets.answer();
    expect(room.getSnapshot().value).toBe('joined');
    expect(heard).toMatchObject([{ cause: 'outdated', willRetry: true }, { type: 'connected' }]);
    expect(useOf(made)).toEqual({ name: 'sockets', why: 'preferred' });
  });

  it.each([
    ['fails', ({ sockets }: Made) => sockets.fail()],
    ['does not answer', ({ clock }: Made) => clock.increment(2_500)],
  ])('is tried again, if it %s', (_, happens) => {
    const made = fallen();
    for (const tries of [2, 3, 4]) {
      made.clock.increment(60_000);
      expect([dialed(made), isConnected(made)]).toEqual([[tries, 1], true]);
      happens(made);
    }
  });

  it('waits until no push waits for its reply', () => {
    const made = fallen();
    const room = join(made.client, 'room:1');
    made.polls.answer();
    room.send({ type: 'channel.push', event: 'ask', payload: {} });
    made.clock.increment(60_000);
    made.clock.increment(0);
    room.send({ type: 'channel.push', event: 'ask', payload: {} });
    made.sockets.works();
    made.clock.increment(3_000);
    expect(made.polls.last.isClosed).toBe(false);
    made.polls.answer();
    made.clock.increment(1_000);
    expect(made.polls.last.isClosed).toBe(true);
  });

  it.each([
    ['before it opens', () => {}],
    ['while it is asked', ({ sockets }: Made) => sockets.open()],
    ['before the client moves', ({ sockets }: Made) => sockets.works()],
  ])('is given up with the connection: %s', async (_, happens) => {
    const made = fallen({ input: { pushTimeoutMs: 100_000 } });
    const room = join(made.client, 'room:1');
    made.polls.answer();
    made.clock.increment(60_000);
    room.send({ type: 'channel.push', event: 'ask', payload: {} });
    happens(made);
    await disconnect(made.client);
    made.clock.increment(200_000);
    expect([dialed(made), made.sockets.last.isClosed]).toEqual([[2, 1], true]);
  });

  it('is never tried while it is in use itself', () => {
    const made = worldOf({ input: { heartbeatIntervalMs: 0 } });
    made.sockets.works();
    made.clock.increment(200_000);
    expect(dialed(made)).toEqual([1, 0]);
  });

  it('is not tried when the connection has ended', async () => {
    const made = fallen();
    made.polls.fail();
    await disconnect(made.client);
    made.clock.increment(200_000);
    expect(dialed(made)).toEqual([1, 1]);
  });

  it('is not tried while the connection is being closed', () => {
    const made = worldOf({}, { close: () => {} });
    made.sockets.fail();
    made.polls.open();
    made.client.send({ type: 'client.reconnect' });
    made.clock.increment(60_000);
    expect(made.sockets.dials.filter(({ isClosed }) => !isClosed)).toHaveLength(0);
  });

  it('is not shown by onFrame', () => {
    const made = fallen();
    const seen: string[] = [];
    onFrame(made.client, ({ frame }) => seen.push(frame[3]));
    made.clock.increment(60_000);
    made.sockets.open();
    expect(seen).toEqual([]);
  });
});
