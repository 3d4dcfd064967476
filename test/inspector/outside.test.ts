import { once } from 'node:events';
import { connect } from 'node:net';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createActor, setup } from 'xstate';
import { defineClient, join } from 'xstate-phoenix';
import { startInspector } from 'xstate-phoenix-inspector';
import { createAccess } from '../../inspector/src/access.ts';
import { Backlog } from '../../inspector/src/backlog.ts';
import { serviceOf } from '../../inspector/src/classic/service.ts';
import { stateOf } from '../../inspector/src/classic/state.ts';
import { RecordingError, readRecording } from '../../inspector/src/recording.ts';
import { createRedactor } from '../../inspector/src/redact.ts';
import { startDefined } from '../support/defined.ts';
import { turns } from '../support/room.ts';
import { state, topicRow } from './actors.ts';
import { inspectedWorld, tapped } from './inspected.ts';

afterEach(() => vi.restoreAllMocks());

describe('a topic that is not shown', () => {
  it('leaks nothing of what is pushed to it, or said of it, though payloads are shown', () => {
    const { client, world, hub } = inspectedWorld({
      topics: (topic) => !topic.startsWith('user:'),
      redact: { payloads: true, event: (_, event) => ({ all: event }) },
    });
    world.open();
    join(client, 'user:ann');
    client.send({ type: 'channel.push', topic: 'user:ann', event: 'hidden_event', payload: { x: 'hidden_push' } });
    client.send({ type: 'channel.cast', topic: 'user:ann', event: 'hidden_event', payload: { x: 'hidden_cast' } });
    expect(JSON.stringify(hub.past())).not.toMatch(/hidden|user:ann/);
  });

  it('leaks nothing of what a client with handlers hears of it', () => {
    const { hub, tap } = tapped({ topics: (topic) => !topic.endsWith('hidden'), redact: { payloads: true } });
    const { client } = startDefined(
      defineClient({ onStart: ({ client }) => join(client, 'room:hidden'), onMessage: () => {}, onReply: () => {} }),
      {},
      tap.inspect,
    );
    client.send({ type: 'channel.push', topic: 'room:hidden', event: 'shout', payload: { x: 'hidden_push' } });
    expect(JSON.stringify(hub.past())).not.toContain('hidden');
  });
});

describe('a redaction of the user', () => {
  it('may answer with a promise that is rejected, which harms nothing and shows nothing', async () => {
    const rejections: unknown[] = [];
    const note = (error: unknown) => rejections.push(error);
    process.on('unhandledRejection', note);
    const event = () => Promise.reject(new Error('late'));
    expect(createRedactor({ event }).event('client', { type: 'client.connect' })).toEqual({});
    await turns();
    await new Promise((resolve) => setImmediate(resolve));
    process.off('unhandledRejection', note);
    expect(rejections).toEqual([]);
  });

  it('shows bytes by their number, and gives up what is too long without going through all of it', () => {
    const { payload } = createRedactor({ payloads: true });
    expect(payload({ a: new Uint8Array(3), b: new ArrayBuffer(4), c: Buffer.from('hello') })).toEqual({
      a: '3 bytes',
      b: '4 bytes',
      c: '5 bytes',
    });
    let looked = 0;
    const item = {
      get x() {
        looked += 1;
        return 'x'.repeat(100);
      },
    };
    expect(payload(Array.from({ length: 100_000 }, () => item))).toBe('more than 10000 characters of JSON');
    expect(looked).toBeLessThan(200);
  });
});

describe('a machine of the user', () => {
  it('that is called as ours are is not taken for one', () => {
    const { hub, tap } = tapped();
    const machine = setup({ types: { context: {} as { attempt: number; reason: string } } }).createMachine({
      id: 'client',
      context: { attempt: 4, reason: 'ownreason' },
      initial: 'a',
      states: { a: {} },
    });
    createActor(machine, { inspect: tap.inspect }).start();
    expect([...hub.actors()].map(({ chart }) => chart)).toEqual([null]);
    expect(JSON.stringify(hub.past())).not.toContain('ownreason');
    expect(hub.machine('client')).toBeUndefined();
  });
});

describe('what a slow page has missed', () => {
  it('has nothing of actors that came and went meanwhile', () => {
    const backlog = new Backlog();
    for (let n = 10; n < 1_000; n += 1) {
      const row = topicRow(n, `room:${n}`);
      const gone = { ...state(1, n, 'xstate.stop', 'left'), status: 'done' as const };
      backlog.keep({ at: 1, entries: [{ k: 'actor', at: 1, row }], counts: [[n, 1]] });
      backlog.keep({ at: 2, entries: [gone], counts: [[n, 3]] });
    }
    const { entries, counts } = backlog.before({ at: 3, entries: [], counts: [] });
    expect([entries, counts]).toEqual([[], []]);
  });
});

describe('the name a page asks for', () => {
  it.each([
    ['127.0.0.1', 80, null],
    ['localhost:80', 80, null],
    ['127.0.0.1', 81, 421],
    ['example.com', 80, 421],
  ])('%s on port %i: %s', (host, port, refusal) => {
    const asked: object = { headers: { host } };
    expect(createAccess().refusal(asked as Parameters<ReturnType<typeof createAccess>['refusal']>[0], port)).toBe(
      refusal,
    );
  });
});

describe('a recording', () => {
  const head = { format: 'xstate-phoenix-recording', version: 1, startedAt: 0, charts: {}, actors: [] };

  it('may begin with a byte order mark', () => {
    expect(readRecording(`\uFEFF${JSON.stringify(head)}\n`).entries).toEqual([]);
  });

  it.each([
    ['a chart that is none', { ...head, charts: { client: null } }],
    ['an actor without a context', { ...head, actors: [{ n: 1, name: 'a', events: 0 }] }],
  ])('is refused for %s', (_, broken) => {
    expect(() => readRecording(JSON.stringify(broken))).toThrow(RecordingError);
  });
});

describe('a peer that breaks the protocol of WebSockets', () => {
  it.each(['/live', '/classic'])('is cut at once, on %s, and not waited for', async (path) => {
    const inspector = await startInspector();
    const { port, search } = new URL(inspector.url);
    const peer = connect({ host: '127.0.0.1', port: Number(port), allowHalfOpen: true });
    const lines = [`Host: 127.0.0.1:${port}`, 'Connection: Upgrade', 'Upgrade: websocket', 'Sec-WebSocket-Version: 13'];
    const head = [`GET ${path}${search} HTTP/1.1`, ...lines, 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=='];
    peer.write(`${head.join('\r\n')}\r\n\r\n`);
    await once(peer, 'data');
    peer.resume();
    peer.write(Buffer.from([0xff, 0xff, 0, 0, 0, 0]));
    // As long as somebody reads at the other end, this goes on.
    const cut = once(peer, 'error');
    const write = () => peer.write('x', (error) => void (error || setImmediate(write)));
    write();
    await expect(cut).resolves.toEqual([expect.objectContaining({ syscall: expect.any(String) })]);
    peer.destroy();
    await inspector.stop();
  });
});

describe('a service of the classic bridge', () => {
  it('holds nothing of an actor that is gone, since its keeper never lets go of it', () => {
    const actor = { ...topicRow(3, 'room:a'), context: { attempt: 7 } };
    const service = serviceOf(actor, 'channel');
    service.moved(stateOf({ ...actor, context: { attempt: 8 } }, { type: 'join.refused' }));
    expect([service.state.context, service.initialState.context]).toEqual([{ attempt: 8 }, { attempt: 7 }]);
    service.stopped();
    expect([service.state.context, service.initialState.context, service.machine.context]).toEqual([{}, {}, {}]);
  });
});
