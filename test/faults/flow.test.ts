import { describe, expect, it } from 'vitest';
import { type ClientRef, on, PushError, push } from 'xstate-phoenix';
import { joinedWorld, next, until } from './world.ts';

const KB = 1_000;
const MAX_BUFFERED = 1_000 * KB;
/** More than the kernel takes for a peer that does not read, on any machine. */
const COUNT = 400;
const text = 'x'.repeat(100 * KB);

const bufferedBy = (client: ClientRef) => client.getSnapshot().context.connection.bufferedAmount;

describe('a server that does not read', () => {
  const patient = { maxBufferedAmount: MAX_BUFFERED, pushTimeoutMs: 60_000 };

  it('has pushes wait: the socket holds no more than maxBufferedAmount and one frame', async () => {
    const world = await joinedWorld({ ...patient, pushBuffer: { max: COUNT } }, { maxFrameBytes: 1_000 * KB });
    const [room] = world.rooms;
    world.proxy.treat('up', { hold: true });
    let most = 0;
    const replies: number[] = [];
    const pushes = Array.from({ length: COUNT }, async (_, n) => {
      const reply = push<{ n: number }>(room, 'ping', { n, text });
      most = Math.max(most, bufferedBy(world.client));
      replies.push((await reply).n);
    });
    expect(world.client.getSnapshot().value).toMatchObject({ connected: { flow: 'congested' } });
    const drained = next(world.client, 'drain');
    world.proxy.heal();
    await drained;
    await Promise.all(pushes);
    expect(most).toBeGreaterThan(MAX_BUFFERED / 2);
    expect(most).toBeLessThan(MAX_BUFFERED + 2 * text.length);
    const inOrder = Array.from({ length: COUNT }, (_, n) => n);
    expect(replies).toEqual(inOrder);
    expect(world.readOn(1, 'ping').map((payload) => Number(Reflect.get(Object(payload), 'n')))).toEqual(inOrder);
    expect(world.said.map(({ type }) => type).filter((type) => type !== 'drain')).toEqual(['connected']);
  });

  it('has those beyond the bounds of the buffer rejected as overflow, unsent', async () => {
    const world = await joinedWorld({ ...patient, pushBuffer: { max: 10 } }, { maxFrameBytes: 1_000 * KB });
    const [room] = world.rooms;
    world.proxy.treat('up', { hold: true });
    const outcomes = Array.from({ length: COUNT }, (_, n) =>
      push(room, 'ping', { n, text }).then(
        () => 'ok',
        (error) => (error instanceof PushError ? `${error.code}, ${error.sent ? 'sent' : 'unsent'}` : error),
      ),
    );
    expect(world.client.getSnapshot().value).toMatchObject({ connected: { flow: 'congested' } });
    world.proxy.heal();
    const settled = await Promise.all(outcomes);
    const overflown = settled.filter((outcome) => outcome === 'overflow, unsent').length;
    expect(new Set(settled)).toEqual(new Set(['ok', 'overflow, unsent']));
    expect(world.readOn(1, 'ping').length).toBe(COUNT - overflown);
  });

  it('has what waits kept for the next connection where this one is lost, and no more', async () => {
    const world = await joinedWorld({ ...patient, pushBuffer: { max: COUNT } }, { maxFrameBytes: 1_000 * KB });
    const [room] = world.rooms;
    world.proxy.treat('up', { hold: true });
    const outcomes = Array.from({ length: COUNT }, (_, n) =>
      push<{ n: number }>(room, 'ping', { n, text }).then(
        () => 'ok',
        (error) => (error instanceof PushError ? `${error.code}, ${error.sent ? 'sent' : 'unsent'}` : error),
      ),
    );
    world.proxy.cut();
    world.proxy.heal();
    const settled = await Promise.all(outcomes);
    const sent = settled.indexOf('ok');
    expect(settled.slice(0, sent).every((outcome) => outcome === 'disconnected, sent')).toBe(true);
    expect(settled.slice(sent).every((outcome) => outcome === 'ok')).toBe(true);
    expect(world.readOn(2, 'ping').length).toBe(COUNT - sent);
  });
});

describe('a server that floods', () => {
  const flood = { n: 20_000, event: 'tick', payload: { text: 'x'.repeat(100) } };

  it('is heard whole and in order, by a listener that is slow as well (I6)', async () => {
    const world = await joinedWorld();
    const [room] = world.rooms;
    const heard: number[] = [];
    on<{ i: number }>(room, 'tick', ({ i }) => {
      heard.push(i);
      if (i % 100 === 0) for (const until = performance.now() + 2; performance.now() < until; );
    });
    expect(await push(room, 'push_me', flood, { timeoutMs: 60_000 })).toEqual({ n: flood.n });
    await until(() => heard.length >= flood.n);
    expect(heard).toEqual(Array.from({ length: flood.n }, (_, i) => i));
    expect(world.said.map(({ type }) => type)).toEqual(['connected']);
  });
});
