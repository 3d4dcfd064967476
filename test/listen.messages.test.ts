import { describe, expect, it } from 'vitest';
import { leave, messages } from 'xstate-phoenix';
import { CountingSignal, countListeners } from './support/listeners.ts';
import { accept, crash, joinedRoom, outcome, TOPIC } from './support/room.ts';
import { type Served, servedRoom } from './support/served.ts';

const say = ({ server }: Served, event: string, n: number) => server.broadcast(TOPIC, event, { n });

const iterate = (made: Pick<Served, 'room'>, event?: string, options?: { signal: AbortSignal }) =>
  messages<{ n: number }>(made.room, event, options)[Symbol.asyncIterator]();

describe('messages()', () => {
  it('are a loop over the messages of one event, from its start on', async () => {
    const made = await servedRoom();
    say(made, 'msg', 0);
    const seen: number[] = [];
    const loop = (async () => {
      for await (const { payload, event, topic, joinRef } of messages<{ n: number }>(made.room, 'msg')) {
        expect({ event, topic, joinRef }).toEqual({ event: 'msg', topic: TOPIC, joinRef: null });
        seen.push(payload.n);
        if (payload.n === 3) break;
      }
    })();
    for (const n of [1, 2]) say(made, 'msg', n);
    say(made, 'other', 9);
    say(made, 'msg', 3);
    say(made, 'msg', 4);
    await loop;
    expect(seen).toEqual([1, 2, 3]);
  });

  it('queue up while nobody asks, and answer several who ask in order', async () => {
    const made = await servedRoom();
    const iterator = iterate(made, 'msg');
    for (const n of [1, 2, 3]) say(made, 'msg', n);
    expect((await iterator.next()).value?.payload.n).toBe(1);
    const asked = [iterator.next(), iterator.next(), iterator.next(), iterator.next()];
    say(made, 'msg', 4);
    say(made, 'msg', 5);
    expect((await Promise.all(asked)).map(({ value }) => value?.payload.n)).toEqual([2, 3, 4, 5]);
  });

  it('are all of the topic without an event, or with "*"', async () => {
    for (const event of [undefined, '*']) {
      const made = await servedRoom();
      const iterator = iterate(made, event);
      say(made, 'a', 1);
      say(made, 'b', 2);
      expect([(await iterator.next()).value?.event, (await iterator.next()).value?.event]).toEqual(['a', 'b']);
    }
  });

  it('belong to each loop on its own', async () => {
    const made = await servedRoom();
    const all = messages<{ n: number }>(made.room, 'msg');
    const [one, two] = [all[Symbol.asyncIterator](), all[Symbol.asyncIterator]()];
    say(made, 'msg', 1);
    await one.return?.();
    expect((await two.next()).value?.payload.n).toBe(1);
    expect(await one.next()).toEqual({ done: true, value: undefined });
  });

  it('go on through crashes and reconnects', async () => {
    const made = await servedRoom();
    const iterator = iterate(made, 'msg');
    const next = iterator.next();
    made.server.crash(TOPIC);
    await made.server.expectJoin(TOPIC, { withinMs: 1000 });
    made.server.drop();
    await made.server.expectJoin(TOPIC, { withinMs: 10 });
    expect(await outcome(next)).toBe('pending');
    say(made, 'msg', 1);
    expect((await next).value?.payload.n).toBe(1);
  });

  it.each<[string, (made: Served) => unknown]>([
    ['is left', ({ room }) => leave(room)],
    ['is closed by the server', ({ server }) => server.stop(TOPIC)],
    [
      'is refused for good',
      ({ server }) => {
        server.crash(TOPIC);
        return server.expectJoin(TOPIC, { reply: ['error', { reason: 'forbidden' }], withinMs: 1000 });
      },
    ],
    ['ends with its client', ({ client }) => client.stop()],
  ])('end when the topic %s, after those that queued up', async (_, finish) => {
    const made = await servedRoom();
    const waiting = iterate(made, 'msg').next();
    const iterator = iterate(made, 'queue');
    say(made, 'queue', 1);
    await finish(made);
    expect(await waiting).toEqual({ done: true, value: undefined });
    expect((await iterator.next()).value?.payload.n).toBe(1);
    expect(await iterator.next()).toEqual({ done: true, value: undefined });
    expect(await iterate(made, 'msg').next()).toEqual({ done: true, value: undefined });
  });

  it('end by the signal, before and during the loop', async () => {
    const made = await servedRoom();
    expect(await iterate(made, 'msg', { signal: AbortSignal.abort() }).next()).toEqual({
      done: true,
      value: undefined,
    });
    const controller = new AbortController();
    const iterator = iterate(made, 'msg', { signal: controller.signal });
    const next = iterator.next();
    controller.abort();
    expect(await next).toEqual({ done: true, value: undefined });
    say(made, 'msg', 1);
    expect(await iterator.next()).toEqual({ done: true, value: undefined });
  });

  it('end by return(), which forgets what queued up and answers those who wait', async () => {
    const made = await servedRoom();
    const iterator = iterate(made, 'msg');
    say(made, 'msg', 1);
    expect(await iterator.return?.()).toEqual({ done: true, value: undefined });
    expect(await iterator.next()).toEqual({ done: true, value: undefined });
    const other = iterate(made, 'msg');
    const next = other.next();
    await other.return?.();
    expect(await next).toEqual({ done: true, value: undefined });
  });

  it.each(['return', 'signal', 'leave'])('leave no listener behind when they end by %s', async (how) => {
    const made = joinedRoom();
    const signal = new CountingSignal();
    const count = countListeners(made.room);
    const listeners = () => count() + made.room.getSnapshot().context.listeners.hearing.length;
    const iterator = iterate(made, 'msg', { signal: signal.signal });
    expect([listeners(), signal.listeners]).toEqual([2, 1]);
    if (how === 'return') await iterator.return?.();
    if (how === 'signal') signal.abort();
    if (how === 'leave') {
      made.room.send({ type: 'channel.leave' });
      made.socket.reply(made.socket.last('phx_leave'));
    }
    expect(await iterator.next()).toEqual({ done: true, value: undefined });
    expect([listeners(), signal.listeners]).toEqual([0, 0]);
  });

  it('are none that came while the topic was not joined', async () => {
    const made = joinedRoom();
    const iterator = iterate(made, 'msg');
    const { socket, clock } = made;
    crash(socket);
    socket.say(null, null, TOPIC, 'msg', { n: 1 });
    clock.increment(1000);
    accept(socket);
    socket.say(null, null, TOPIC, 'msg', { n: 2 });
    expect((await iterator.next()).value?.payload.n).toBe(2);
  });
});
