import { describe, expect, it, vi } from 'vitest';
import { longPoll } from '../../src/longpoll/longpoll.ts';
import { nextTask } from '../../src/testing/task.ts';
import { CLOSE_ANSWER_MS } from '../../src/transport/transport.ts';
import { opened, script } from './scripted.ts';

const closed = (close: object) => [{ type: 'closed', close: expect.objectContaining(close) }];
const error = (message: RegExp) => expect.objectContaining({ message: expect.stringMatching(message) });

describe('the url of long polling', () => {
  it.each([
    ['wss://example.org/socket/websocket?vsn=2.0.0', 'https://example.org/socket/longpoll?vsn=2.0.0'],
    ['ws://h:4000/a/websocket?x=/websocket?&vsn=2.0.0', 'http://h:4000/a/longpoll?x=/websocket?&vsn=2.0.0'],
    ['ws://h/websocket/websocket?vsn=2.0.0', 'http://h/websocket/longpoll?vsn=2.0.0'],
    ['wss://h/socket/longpoll?vsn=2.0.0', 'https://h/socket/longpoll?vsn=2.0.0'],
    ['ws://h/socket/websocket', 'http://h/socket/longpoll?'],
  ])('of %s is %s', (url, polled) => {
    expect(script({}, { url }).calls[0]?.url).toBe(polled);
  });

  it('has the token of the session behind the params, which may have one too', async () => {
    const { calls } = script({}, { url: 'ws://h/socket/websocket?token=mine&vsn=2.0.0' });
    await calls[0]?.answer({ status: 410, token: 'a&b', messages: [] });
    expect(calls[1]?.url).toBe('http://h/socket/longpoll?token=mine&vsn=2.0.0&token=a%26b');
  });

  it('has no token if that travels in a header', async () => {
    const { calls, transport } = await opened({ tokenIn: 'header' });
    transport.send('[]');
    await nextTask();
    expect(calls.map(({ url }) => url)).toEqual(Array(2).fill('https://example.org/socket/longpoll?a=1&vsn=2.0.0'));
    for (const { headers } of calls) expect(headers['X-Phoenix-Longpoll-Token']).toBe('T');
  });
});

describe('a request of long polling', () => {
  it('has the headers of the client, and a poll has the auth token as it is', async () => {
    const { calls, transport } = await opened({}, { headers: { 'x-one': '1' }, authToken: 'secret' });
    transport.send('[]');
    await nextTask();
    expect(calls.map(({ headers }) => headers)).toEqual([
      { 'x-one': '1', 'X-Phoenix-AuthToken': 'secret' },
      { 'x-one': '1', 'content-type': 'application/x-ndjson' },
    ]);
  });

  it.each([undefined, 'include', 'omit'] as const)('sends cookies as the option says: %s', async (credentials) => {
    const { calls } = await opened({ ...(credentials && { credentials }) });
    expect(calls[0]?.credentials).toBe(credentials);
  });
});

describe('the first answer of long polling', () => {
  it('opens with 410 and a token, and tells its headers', async () => {
    const { calls, heard } = script();
    await calls[0]?.answer({ status: 410, token: 'T', messages: [] }, { headers: { 'X-One': '1' } });
    expect(heard).toEqual([{ type: 'opened', headers: { 'x-one': '1' } }]);
  });

  it.each([
    [{ status: 403 }, 200, 403],
    [{ status: 410 }, 200, 410],
    [{ status: 500 }, 200, 500],
    ['<h1>Not Found</h1>', 404, 404],
    ['', 401, 401],
    [{ status: 410, token: 'T' }, 503, 503],
  ])('refuses with %j and HTTP %i: the status is %i', async (said, status, httpStatus) => {
    const { calls, heard } = script();
    await calls[0]?.answer(said, { status, headers: { 'Retry-After': '7' } });
    expect(heard).toEqual(closed({ code: 1006, reason: '', httpStatus, headers: { 'retry-after': '7' } }));
    expect(calls.length).toBe(1);
  });

  it.each(['<!doctype html>', 'null', ''])('is none if it is no JSON object: %j', async (said) => {
    const { calls, heard } = script();
    await calls[0]?.answer(said);
    expect(heard).toEqual(closed({ code: 1006, error: expect.any(Error) }));
  });

  it('never comes: the attempt ends after timeoutMs', () => {
    const { clock, heard } = script({ timeoutMs: 3_000 });
    clock.increment(2_999);
    expect(heard).toEqual([]);
    clock.increment(1);
    expect(heard).toEqual(closed({ code: 1006, error: error(/3000 ms/) }));
  });
});

describe('a poll', () => {
  it('is made again at once after messages, and before they are handed over', async () => {
    const { calls, heard } = await opened();
    await calls[0]?.answer({ status: 200, token: 'T', messages: ['a', 'b'] });
    expect(heard).toEqual([
      { type: 'received', data: 'a' },
      { type: 'received', data: 'b' },
    ]);
    expect(calls.length).toBe(2);
  });

  it('is made again at once when the window of the server has passed', async () => {
    const { calls, clock, heard } = await opened();
    clock.increment(10_000);
    await calls[0]?.answer({ status: 204, token: 'T', messages: [] });
    expect(calls.length).toBe(2);
    expect(heard).toEqual([]);
  });

  it.each([{ status: 204, messages: [] }, { status: 200, messages: [] }, { status: 204 }])(
    'is not made in a hot loop if the server answers %j at once, again and again',
    async (said) => {
      const { calls, clock } = await opened();
      for (let round = 0; round < 100; round += 1) {
        await calls.at(-1)?.answer(said);
        clock.increment(10);
      }
      // A hundred answers in a second, and a poll each 100 ms.
      expect(calls.length).toBe(11);
    },
  );

  it.each([
    [{ status: 410, token: 'new', messages: [] }, 200, 3410],
    [{ status: 403 }, 200, 1008],
    [{ status: 500 }, 200, 1011],
    [{ status: 302 }, 200, 1011],
    ['{"errors":{"detail":"Internal Server Error"}}', 500, 1011],
    ['', 502, 1011],
    ['<html>', 200, 1011],
    ['null', 200, 1011],
    [{ status: 200, messages: 5 }, 200, 1011],
  ])('ends the connection if it is answered with %j and HTTP %i: code %i', async (said, status, code) => {
    const { calls, clock, heard } = await opened();
    await calls[0]?.answer(said, { status });
    expect(heard).toEqual(closed({ code, reason: '', error: expect.any(Error) }));
    expect(clock.timers).toBe(0);
  });

  it('ends the connection with 1011 if the network fails, and tells its error', async () => {
    const { calls, heard } = await opened();
    const failure = new TypeError('fetch failed');
    await calls[0]?.fail(failure);
    expect(heard).toEqual([{ type: 'closed', close: { code: 1011, reason: '', error: failure } }]);
  });

  it('ends the connection with 1005 after 20 seconds without an answer, and is aborted', async () => {
    const { calls, clock, heard } = await opened();
    clock.increment(19_999);
    expect(heard).toEqual([]);
    clock.increment(1);
    expect(heard).toEqual(closed({ code: 1005, reason: '', error: error(/20000 ms/) }));
    expect(calls[0]?.signal.aborted).toBe(true);
    await nextTask();
    expect(heard.length).toBe(1);
    expect(clock.timers).toBe(0);
  });

  it('has its time for the body, too', async () => {
    const never = { status: 200, headers: new Headers(), text: () => new Promise<string>(() => {}) };
    const { clock, heard } = script({ fetch: async () => never });
    await nextTask();
    clock.increment(20_000);
    expect(heard).toEqual(closed({ error: error(/20000 ms/) }));
  });

  it('hands nothing over after a message at which the connection is closed', async () => {
    const { calls, heard, transport } = await opened();
    const push = heard.push.bind(heard);
    heard.push = (item) => {
      if (item.type === 'received') transport.close();
      return push(item);
    };
    await calls[0]?.answer({ status: 200, messages: ['a', 'b'] });
    expect(heard.map(({ type }) => type)).toEqual(['received', 'closed']);
  });
});

describe('a POST', () => {
  it('has all frames of a task, one per line', async () => {
    const { calls, transport } = await opened();
    transport.send('["1"]');
    transport.send(Uint8Array.of(0, 1, 255).buffer);
    transport.send('["2"]');
    await nextTask();
    expect(calls.slice(1)).toMatchObject([
      { method: 'POST', body: '["1"]\nAAH/\n["2"]', headers: { 'content-type': 'application/x-ndjson' } },
    ]);
  });

  it('waits for the answer to the one before', async () => {
    const { calls, transport } = await opened();
    transport.send('[1]');
    await nextTask();
    transport.send('[2]');
    await nextTask();
    transport.send('[3]');
    await nextTask();
    expect(calls.length).toBe(2);
    await calls[1]?.answer({ status: 200 });
    expect(calls.slice(1).map(({ body }) => body)).toEqual(['[1]', '[2]\n[3]']);
  });

  it('has at most 100 lines, and about a megabyte', async () => {
    const { calls, transport } = await opened();
    const frames = Array.from({ length: 250 }, (_, index) => `[${index}]`);
    const large = `["${'x'.repeat(1_000_000)}"]`;
    for (const frame of [...frames, large, large]) transport.send(frame);
    await nextTask();
    for (let index = 1; index < 5; index += 1) await calls[index]?.answer({ status: 200 });
    const bodies = calls.slice(1).map(({ body = '' }) => body.split('\n'));
    expect(bodies.flat()).toEqual([...frames, large, large]);
    expect(bodies.map(({ length }) => length)).toEqual([100, 100, 51, 1]);
  });

  it('has one text of version 1, or one that would not fit on a line', async () => {
    const { calls, transport } = await opened();
    const texts = ['{"a":1}', '{"b":2}', '[\n]', ''];
    for (const text of texts) transport.send(text);
    await nextTask();
    for (let index = 1; index < 5; index += 1) await calls[index]?.answer({ status: 200 });
    expect(calls.slice(1)).toMatchObject(
      texts.map((body) => ({ body, headers: { 'content-type': 'application/json' } })),
    );
  });

  it('counts as buffered until it is answered', async () => {
    const { calls, transport } = await opened();
    expect(transport.bufferedAmount).toBe(0);
    transport.send('[1]');
    await nextTask();
    transport.send('[2]');
    expect(transport.bufferedAmount).toBe(8);
    await calls[1]?.answer({ status: 200 });
    expect(transport.bufferedAmount).toBe(4);
    await calls[2]?.answer({ status: 200 });
    expect(transport.bufferedAmount).toBe(0);
  });

  it.each([
    [{ status: 410 }, 200, 3410],
    [{ status: 408 }, 200, 1011],
    [{ status: 403 }, 200, 1011],
    ['', 413, 1011],
    ['ok', 200, 1011],
  ])('ends the connection if it is answered with %j and HTTP %i: code %i', async (said, status, code) => {
    const { calls, clock, heard, transport } = await opened();
    transport.send('[1]');
    await nextTask();
    transport.send('[2]');
    await calls[1]?.answer(said, { status });
    expect(heard).toEqual(closed({ code, error: expect.any(Error) }));
    expect(calls[0]?.signal.aborted).toBe(true);
    expect(calls.length).toBe(2);
    expect(clock.timers).toBe(0);
  });

  it('ends the connection with 1005 after 20 seconds without an answer', async () => {
    const { clock, calls, heard, transport } = await opened();
    clock.increment(10_000);
    await calls[0]?.answer({ status: 204 });
    transport.send('[1]');
    await nextTask();
    clock.increment(10_000);
    await calls.at(-2)?.answer({ status: 204 });
    clock.increment(9_999);
    expect(heard).toEqual([]);
    clock.increment(1);
    expect(heard).toEqual(closed({ code: 1005, error: error(/20000 ms/) }));
  });
});

describe('the close of long polling', () => {
  it('sends within the call what waits, so that a page may be unloaded, and ends with its answer', async () => {
    const { calls, clock, heard, transport } = await opened();
    transport.send('[1]');
    transport.send('[2]');
    transport.close(4001, 'bye');
    expect(calls.slice(1)).toMatchObject([{ method: 'POST', body: '[1]\n[2]', keepalive: true }]);
    expect(calls[0]?.signal.aborted).toBe(true);
    await nextTask();
    expect(heard).toEqual([]);
    await calls[1]?.answer({ status: 200 });
    expect(heard).toEqual([{ type: 'closed', close: { code: 4001, reason: 'bye' } }]);
    expect(clock.timers).toBe(0);
  });

  it('does not wait for a POST that has no answer yet', async () => {
    const { calls, heard, transport } = await opened();
    transport.send('[1]');
    await nextTask();
    for (let index = 0; index < 150; index += 1) transport.send('["leave"]');
    transport.close();
    expect(calls.length).toBe(4);
    for (const call of calls.slice(1).reverse()) {
      expect(heard).toEqual([]);
      await call.answer({ status: 200 });
    }
    expect(heard).toEqual([{ type: 'closed', close: { code: 1000, reason: '' } }]);
  });

  it('asks for no keepalive for more than a page may send while it is unloaded', async () => {
    const { calls, transport } = await opened();
    transport.send(`["${'ž'.repeat(22_000)}"]`);
    transport.close();
    expect(calls[1]?.keepalive).toBe(false);
  });

  it('ends at once if nothing waits', async () => {
    const { calls, heard, transport } = await opened();
    transport.close(1000, 'done');
    await nextTask();
    expect(heard).toEqual([{ type: 'closed', close: { code: 1000, reason: 'done' } }]);
    expect(calls.length).toBe(1);
  });

  it(`ends with 1006 after ${CLOSE_ANSWER_MS} ms without an answer, or when it fails`, async () => {
    const { calls, clock, heard, transport } = await opened();
    transport.send('[1]');
    transport.close(1000);
    clock.increment(CLOSE_ANSWER_MS - 1);
    expect(heard).toEqual([]);
    clock.increment(1);
    expect(heard).toEqual([{ type: 'closed', close: { code: 1006, reason: '' } }]);
    expect(calls[1]?.signal.aborted).toBe(true);

    const second = await opened();
    second.transport.send('[1]');
    second.transport.close(1000);
    await second.calls[1]?.answer({ status: 410 });
    expect(second.heard).toEqual(closed({ code: 1006, error: expect.any(Error) }));
  });

  it('is no timeout, and an answer that comes in spite of it is not heard', async () => {
    const said = [
      { status: 410, token: 'T' },
      { status: 200, messages: ['late'] },
    ];
    const gates: (() => void)[] = [];
    const fetch = async () => {
      const text = JSON.stringify(said.shift());
      await new Promise<void>((resolve) => gates.push(resolve));
      return { status: 200, headers: new Headers(), text: async () => text };
    };
    const { clock, heard, transport } = script({ fetch });
    gates.shift()?.();
    await nextTask();
    transport.close(1000);
    gates.shift()?.();
    await nextTask();
    clock.increment(60_000);
    expect(heard.map(({ type }) => type)).toEqual(['opened', 'closed']);
    expect(heard[1]).toEqual({ type: 'closed', close: { code: 1000, reason: '' } });
  });

  it('ends with the answer to the last POST, though a poll is answered in spite of its abort', async () => {
    const gates: ((said: object) => void)[] = [];
    const fetch = async () => {
      const said = await new Promise<object>((resolve) => gates.push(resolve));
      return { status: 200, headers: new Headers(), text: async () => JSON.stringify(said) };
    };
    const { heard, transport } = script({ fetch });
    gates[0]?.({ status: 410, token: 'T' });
    await nextTask();
    transport.send('[1]');
    transport.close(1000);
    gates[1]?.({ status: 410 });
    await nextTask();
    expect(heard.map(({ type }) => type)).toEqual(['opened']);
    gates[2]?.({ status: 200 });
    await nextTask();
    expect(heard[1]).toEqual({ type: 'closed', close: { code: 1000, reason: '' } });
  });

  it('from inside its own opening polls no more', async () => {
    const { calls, heard, transport } = script();
    const push = heard.push.bind(heard);
    heard.push = (item) => {
      if (item.type === 'opened') transport.close();
      return push(item);
    };
    await calls[0]?.answer({ status: 410, token: 'T' });
    expect(calls.length).toBe(1);
  });

  it('gives up an attempt at once', async () => {
    const { calls, clock, heard, transport } = script();
    transport.close(1000);
    expect(heard).toEqual([{ type: 'closed', close: { code: 1006, reason: '' } }]);
    expect(calls[0]?.signal.aborted).toBe(true);
    await nextTask();
    expect(heard.length).toBe(1);
    expect(clock.timers).toBe(0);
  });
});

describe('long polling', () => {
  it('needs no heartbeats, and a goodbye only while it is open', async () => {
    const dialing = script();
    expect(dialing.transport).toMatchObject({ name: 'longpoll', heartbeats: false, goodbyes: true });
    const { transport } = await opened();
    expect(transport.goodbyes).toBe(false);
    transport.close();
    expect(transport.goodbyes).toBe(true);
  });

  it('says what is missing on a platform without fetch', () => {
    vi.stubGlobal('fetch', undefined);
    expect(() => script({ fetch: undefined } as object)).toThrow('no fetch takes this url or header');
    vi.unstubAllGlobals();
  });

  it('looks for the fetch of the platform at each attempt, and calls it as a function', () => {
    const factory = longPoll();
    const found = vi.fn(function (this: unknown) {
      return Promise.reject(new TypeError(String(this)));
    });
    vi.stubGlobal('fetch', found);
    const sink = { opened() {}, received() {}, unreadable() {}, closed() {} };
    factory({ url: 'ws://h/socket/websocket', protocols: [], headers: {} }, sink);
    vi.unstubAllGlobals();
    expect(found.mock.contexts).toEqual([undefined]);
  });

  it.each([
    ['a password in the url', { url: 'ws://user:hunter2@h/socket/websocket' }],
    ['an illegal header', { headers: { authorization: 'hun\nter2' } }],
    ['an illegal token', { authToken: 'hunter2→' }],
  ])('does not dial with %s, and does not quote it', (_, request) => {
    expect(() => script({}, request)).toThrow(new TypeError('no fetch takes this url or header'));
    expect(() => script({}, request)).toThrow(expect.not.objectContaining({ message: expect.stringMatching(/hun/) }));
  });
});
