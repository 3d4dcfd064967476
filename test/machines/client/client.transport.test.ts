import { describe, expect, it } from 'vitest';
import {
  awaitConnect,
  cast,
  type Frame,
  join,
  on,
  onFrame,
  type Transport,
  type TransportRequest,
  type TransportSink,
} from 'xstate-phoenix';
import { hear } from '../../support/hear.ts';
import { createWorld } from '../../support/world.ts';

/** A client over a transport that opens at once, and says of itself what the test wants. */
function worldOf(manner: Partial<Transport>, input: Parameters<typeof createWorld>[0] = {}) {
  const dials: { readonly request: TransportRequest; readonly sink: TransportSink; readonly frames: Frame[] }[] = [];
  const closed: number[] = [];
  const world = createWorld({
    transport: (request, sink) => {
      const dial = { request, sink, frames: [] as Frame[] };
      dials.push(dial);
      sink.opened();
      return {
        send: (data) => {
          const frame: Frame = JSON.parse(String(data));
          dial.frames.push(frame);
          const [joinRef, ref, topic, event] = frame;
          if (event === 'phx_join')
            sink.received(JSON.stringify([joinRef, ref, topic, 'phx_reply', { status: 'ok', response: {} }]));
        },
        close: () => void closed.push(dials.length),
        ...manner,
      };
    },
    ...input,
  });
  const { client, clock } = world;
  return { client, clock, dials, closed };
}

type Made = ReturnType<typeof worldOf>;
const framesOf = ({ dials }: Made, dial = 0) => dials[dial]?.frames.map(([, , topic, event]) => `${topic} ${event}`);

describe('the snapshot of a client', () => {
  it('names the transport in use, and why it was chosen', () => {
    expect(worldOf({ name: 'pigeon', why: 'no wire' }).client.getSnapshot().context.transport).toEqual({
      name: 'pigeon',
      why: 'no wire',
    });
  });

  it('has nulls for a transport that says nothing of itself', () => {
    expect(worldOf({}).client.getSnapshot().context.transport).toEqual({ name: null, why: null });
  });

  it('names no transport before the first connection', () => {
    expect(createWorld().client.getSnapshot().context.transport).toBeNull();
  });
});

describe('a transport that needs no heartbeats', () => {
  it('gets none', () => {
    const made = worldOf({ heartbeats: false });
    made.clock.increment(200_000);
    expect(framesOf(made)).toEqual([]);
    expect(made.client.getSnapshot().matches({ connected: { heartbeat: 'off' } })).toBe(true);
  });

  it('is not taken for dead by a push that comes after a long silence', () => {
    const made = worldOf({ heartbeats: false });
    const room = join(made.client, 'room:1');
    made.clock.increment(200_000);
    cast(room, 'news');
    expect(framesOf(made)).toEqual(['room:1 phx_join', 'room:1 news']);
  });
});

describe('a transport whose close the server does not notice', () => {
  it.each([
    ['disconnect', { type: 'client.disconnect' }],
    ['reconnect', { type: 'client.reconnect' }],
    ['stop', { type: 'client.stop' }],
  ] as const)('lets the client leave its topics first: at %s', (_, command) => {
    const made = worldOf({ goodbyes: false });
    join(made.client, 'room:1');
    join(made.client, 'room:2');
    made.client.send(command);
    expect(framesOf(made)?.slice(2)).toEqual(['room:1 phx_leave', 'room:2 phx_leave']);
    expect(made.closed).toHaveLength(1);
  });

  it('is told to leave by the join_ref of each topic, before its close', () => {
    const made = worldOf({ goodbyes: false, close: () => void order.push('close') });
    const order: string[] = [];
    join(made.client, 'room:1');
    onFrame(made.client, ({ frame }) => order.push(`${frame[0]} ${frame[3]}`));
    made.client.stop();
    expect(order).toEqual([`${made.dials[0]?.frames[0]?.[0]} phx_leave`, 'close']);
  });

  it('is the exception: other transports are only closed', () => {
    const made = worldOf({});
    join(made.client, 'room:1');
    made.client.stop();
    expect(framesOf(made)).toEqual(['room:1 phx_join']);
  });
});

describe('a transport that knows a better one', () => {
  it('is replaced at once, with all topics', () => {
    const made = worldOf({});
    const room = join(made.client, 'room:1');
    const heard = hear(made.client, 'connection.lost');
    made.dials[0]?.sink.outdated?.();
    expect(heard).toMatchObject([{ cause: 'outdated', willRetry: true }]);
    expect([framesOf(made, 1), made.closed, room.getSnapshot().value]).toEqual([['room:1 phx_join'], [1], 'joined']);
    expect(made.client.getSnapshot().context.attempt).toBe(0);
  });

  it('is kept while a push waits for its reply', () => {
    const made = worldOf({});
    const room = join(made.client, 'room:1');
    room.send({ type: 'channel.push', event: 'ask', payload: {} });
    made.dials[0]?.sink.outdated?.();
    expect(made.dials).toHaveLength(1);
    const [, ref] = made.dials[0]?.frames.at(-1) ?? [];
    made.dials[0]?.sink.received(JSON.stringify([null, ref, 'room:1', 'phx_reply', { status: 'ok', response: {} }]));
    made.dials[0]?.sink.outdated?.();
    expect(made.dials).toHaveLength(2);
  });

  it('is not heard when its connection is over', () => {
    const made = worldOf({});
    made.client.send({ type: 'client.reconnect' });
    made.dials[0]?.sink.outdated?.();
    expect(made.dials).toHaveLength(2);
  });
});

describe('a client gives its transport', () => {
  it('the auth token as it is', () => {
    expect(worldOf({}, { authToken: 'abc' }).dials[0]?.request).toMatchObject({
      authToken: 'abc',
      protocols: ['phoenix', 'base64url.bearer.phx.YWJj'],
    });
    expect(worldOf({}).dials[0]?.request).not.toHaveProperty('authToken');
  });

  it('its clock, and a heartbeat with a ref of its own', async () => {
    const made = worldOf({});
    await awaitConnect(made.client);
    const { sink } = made.dials[0] ?? {};
    expect(sink?.clock).toBe(made.clock);
    expect([sink?.heartbeat?.(), sink?.heartbeat?.()].map((data) => JSON.parse(String(data)))).toEqual([
      [null, '1', 'phoenix', 'heartbeat', {}],
      [null, '2', 'phoenix', 'heartbeat', {}],
    ]);
    const room = join(made.client, 'room:1');
    on(room, 'x', () => {});
    expect(made.dials[0]?.frames[0]?.[1]).toBe('3');
  });
});
