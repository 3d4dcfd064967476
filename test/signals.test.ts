import { getEventListeners } from 'node:events';
import { afterEach, describe, expect, it, vi } from 'vitest';
import {
  awaitConnect,
  awaitDisconnect,
  awaitJoin,
  awaitLeave,
  awaitMessage,
  connect,
  disconnect,
  join,
  leave,
  messages,
  ping,
  push,
  reconnect,
} from 'xstate-phoenix';
import { foreignController } from './support/foreign.ts';
import { accept, joinedRoom, offlineRoom, type Room, TOPIC, turns } from './support/room.ts';
import { nextTask } from './support/task.ts';
import { createWorld } from './support/world.ts';

afterEach(() => vi.unstubAllGlobals());

type Options = { readonly signal: AbortSignal; readonly timeoutMs?: number };

const count = (signal: AbortSignal) => getEventListeners(signal, 'abort').length;
const next = (room: Room['room'], options: Options) => messages(room, '*', options)[Symbol.asyncIterator]().next();

/** Every call that takes a signal, in a room where none of them has its outcome at once. */
const calls: [string, () => Room, (made: Room, options: Options) => Promise<unknown>][] = [
  ['push', joinedRoom, ({ room }, options) => push(room, 'ask', {}, options)],
  [
    'push that waits',
    () => offlineRoom({ pushBuffer: { max: 2000 } }),
    ({ room }, options) => push(room, 'ask', {}, options),
  ],
  ['awaitConnect', offlineRoom, ({ client }, options) => awaitConnect(client, options)],
  ['awaitDisconnect', joinedRoom, ({ client }, options) => awaitDisconnect(client, options)],
  ['awaitJoin', offlineRoom, ({ room }, options) => awaitJoin(room, options)],
  ['awaitLeave', joinedRoom, ({ room }, options) => awaitLeave(room, options)],
  ['awaitMessage', joinedRoom, ({ room }, options) => awaitMessage(room, 'news', options)],
  ['messages', joinedRoom, ({ room }, { signal }) => next(room, { signal })],
  ['ping', joinedRoom, ({ client }, options) => ping(client, options)],
  ['connect', offlineRoom, ({ client }, options) => connect(client, options)],
  ['reconnect', offlineRoom, ({ client }, options) => reconnect(client, options)],
  ['disconnect', joinedRoom, ({ client }, options) => disconnect(client, options)],
  ['leave', joinedRoom, ({ room }, options) => leave(room, options)],
];

/** How a call has ended: `done`, or the code of its error. */
const outcomeOf = (call: Promise<unknown>) =>
  call.then(
    () => 'done',
    ({ code }) => code,
  );
const outcomesOf = (calls: readonly Promise<unknown>[]) => Promise.all(calls.map(outcomeOf));

describe.each(calls)('a signal of %s', (name, make, call) => {
  const aborted = name === 'messages' ? 'done' : 'aborted';

  it('may be of another realm', async () => {
    const { signal, listeners, abort } = foreignController();
    const outcome = outcomeOf(call(make(), { signal }));
    await turns();
    abort();
    expect(await outcome).toBe(aborted);
    expect(listeners.size).toBe(0);
  });

  it('serves a thousand calls with one listener, and ends all of them', async () => {
    const made = make();
    const controller = new AbortController();
    const { signal } = controller;
    const outcomes = outcomesOf(Array.from({ length: 1000 }, () => call(made, { signal })));
    await turns();
    expect(count(signal)).toBe(1);
    controller.abort();
    expect([...new Set(await outcomes)]).toEqual([aborted]);
    expect(count(signal)).toBe(0);
  });

  it('is left alone once all is over without it', async () => {
    const made = make();
    const { signal } = new AbortController();
    const outcomes = outcomesOf(Array.from({ length: 20 }, () => call(made, { signal })));
    await turns();
    made.client.stop();
    await outcomes;
    expect(count(signal)).toBe(0);
  });

  it.skipIf(name === 'messages' || name === 'leave')('is left alone when the time is up', async () => {
    const made = make();
    const { signal } = new AbortController();
    const outcomes = outcomesOf(Array.from({ length: 20 }, () => call(made, { signal, timeoutMs: 5 })));
    await turns();
    made.clock.increment(5);
    expect([...new Set(await outcomes)]).toEqual(['timeout']);
    expect(count(signal)).toBe(0);
  });
});

describe('a signal that many share', () => {
  it('is left alone when all have succeeded', async () => {
    const { room, socket, client } = joinedRoom();
    const { signal } = new AbortController();
    const all = [
      push(room, 'ask', {}, { signal }),
      awaitMessage(room, 'news', { signal }),
      awaitConnect(client, { signal }),
    ];
    socket.reply(socket.last('ask'));
    expect(count(signal)).toBe(1);
    socket.say(null, null, TOPIC, 'news', {});
    await nextTask();
    expect(await Promise.all(all)).toMatchObject([{}, { event: 'news' }, undefined]);
    expect(count(signal)).toBe(0);
  });

  it('goes on for those that still wait, and for those that come later', async () => {
    const { room, socket } = joinedRoom();
    const controller = new AbortController();
    const { signal } = controller;
    const first = push(room, 'first', {}, { signal });
    const second = push(room, 'second', {}, { signal });
    socket.reply(socket.last('first'));
    await first;
    expect(count(signal)).toBe(1);
    socket.reply(socket.last('second'));
    await second;
    const third = push(room, 'third', {}, { signal });
    controller.abort();
    await expect(third).rejects.toMatchObject({ code: 'aborted' });
  });

  it('serves many clients with one listener, so that Node warns of nothing', async () => {
    const warnings: Error[] = [];
    const hear = (warning: Error) => void warnings.push(warning);
    process.on('warning', hear);
    const controller = new AbortController();
    const { signal } = controller;
    const clients = Array.from({ length: 2000 }, () => createWorld({}, { start: false }).client);
    const outcomes = outcomesOf(clients.map((client) => awaitConnect(client, { signal })));
    await nextTask();
    await nextTask();
    process.off('warning', hear);
    expect(warnings).toEqual([]);
    expect(count(signal)).toBe(1);
    controller.abort();
    expect([...new Set(await outcomes)]).toEqual(['aborted']);
  });
});

describe('a platform that has no AbortController', () => {
  it('connects, joins and disconnects, and takes the signals of a polyfill', async () => {
    const { signal, abort } = foreignController();
    vi.stubGlobal('AbortController', undefined);
    vi.stubGlobal('AbortSignal', undefined);
    const { client, socket } = createWorld();
    const room = join(client, TOPIC);
    socket.open();
    accept(socket);
    expect(room.getSnapshot().value).toBe('joined');
    const outcome = push(room, 'ask', {}, { signal });
    abort();
    await expect(outcome).rejects.toMatchObject({ code: 'aborted', sent: true });
    const gone = disconnect(client);
    socket.close(1000);
    await gone;
  });
});

describe('a signal that throws', () => {
  const trap = () => {
    throw new Error('trap');
  };
  const { signal } = foreignController();

  it.each([
    ['when it is listened to', { ...signal, addEventListener: trap }],
    ['when it is left alone', { ...signal, removeEventListener: trap }],
    ['when it is asked for its reason', Object.defineProperty({ ...signal }, 'reason', { get: trap })],
  ])('%s is refused before anything has begun', async (_, biting) => {
    const { room, client, socket } = joinedRoom();
    const options = { signal: biting as AbortSignal };
    const written = socket.frames.length;
    const problems = [{ path: 'signal', message: 'throws when it is read' }];
    await expect(push(room, 'ask', {}, options)).rejects.toMatchObject({ problems });
    await expect(awaitMessage(room, 'news', options)).rejects.toMatchObject({ problems });
    await expect(disconnect(client, options)).rejects.toMatchObject({ problems });
    expect(() => messages(room, 'news', options)).toThrow(expect.objectContaining({ problems }));
    expect(socket.frames.length).toBe(written);
  });
});

describe('a signal that is none', () => {
  it.each([
    ['has no aborted', { addEventListener: () => {}, removeEventListener: () => {} }],
    ['can not be listened to', { aborted: false, removeEventListener: () => {} }],
    ['can not be left alone', { aborted: false, addEventListener: () => {} }],
  ])('because it %s is refused', async (_, signal) => {
    const { room } = joinedRoom();
    await expect(push(room, 'ask', {}, { signal: signal as never })).rejects.toMatchObject({
      problems: [{ path: 'signal', message: 'must be an AbortSignal' }],
    });
  });
});
