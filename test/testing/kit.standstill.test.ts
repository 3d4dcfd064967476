import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { cast, join, push } from 'xstate-phoenix';
import { play } from './play.ts';

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

async function joined() {
  const said = vi.spyOn(console, 'error').mockReturnValue();
  const { server, client } = play();
  const room = join(client, 'room:a');
  await server.connectAndExpectJoin('room:a');
  return { server, client, room, said };
}

/** A caller who waits. */
async function waitFor(pushed: Promise<unknown>): Promise<void> {
  await pushed.catch(() => {});
}

describe('a reply() that the test forgets', () => {
  it('is told of in the report, until the push waits no more', async () => {
    const { server, room } = await joined();
    const waiting = waitFor(push(room, 'say', { n: 1 }));
    const act = await server.expectPush('room:a', 'say');
    expect(server.report()).toContain('push       room:a say {"n":1} (waits for its reply())');
    act.reply('ok');
    await waiting;
    expect(server.report()).not.toContain('waits');
  });

  it('is told to the console where its caller waits and nothing goes on, with the push it is for, once', async () => {
    const { server, room, said } = await joined();
    void waitFor(push(room, 'say', { n: 1 }));
    void waitFor(push(room, 'ask', { n: 2 }));
    await server.expectPush('room:a', 'say');
    vi.advanceTimersByTime(999);
    expect(said).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    expect(said).toHaveBeenCalledTimes(1);
    expect(said.mock.calls[0]?.[0]).toMatch(
      /nobody has called reply\(\).*\n.*room:a say \{"n":1\}.*\n.*room:a ask \{"n":2\}/,
    );
    vi.advanceTimersByTime(10_000);
    expect(said).toHaveBeenCalledTimes(1);
  });

  it('is told of when somebody waits at last', async () => {
    const { room, said } = await joined();
    const pushed = push(room, 'say');
    vi.advanceTimersByTime(5_000);
    expect(said).not.toHaveBeenCalled();
    void waitFor(pushed);
    vi.advanceTimersByTime(1_000);
    expect(said).toHaveBeenCalledTimes(1);
  });

  it('is nothing to be told of while the test goes on', async () => {
    const { server, room, said } = await joined();
    void waitFor(push(room, 'say'));
    for (let second = 0; second < 3; second += 1) {
      await server.elapse(1);
      vi.advanceTimersByTime(1_000);
    }
    expect(said).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1_000);
    expect(said).toHaveBeenCalledTimes(1);
  });

  it.each<[string, (made: Awaited<ReturnType<typeof joined>>) => Promise<unknown>]>([
    ['a cast', async ({ room }) => cast(room, 'say')],
    ['a push that nobody awaits', async ({ room }) => void push(room, 'say')],
    [
      'a push that is answered',
      async ({ server, room }) => {
        const waiting = waitFor(push(room, 'say'));
        (await server.expectPush('room:a', 'say')).reply('ok');
        await waiting;
      },
    ],
    [
      'a push whose time is up',
      async ({ server, room }) => {
        const waiting = waitFor(push(room, 'say', {}, { timeoutMs: 10 }));
        await server.elapse(10);
        await waiting;
      },
    ],
    [
      'a push whose connection is over',
      async ({ server, room }) => {
        const waiting = waitFor(push(room, 'say'));
        server.drop();
        await waiting;
      },
    ],
  ])('is nothing to be told of for %s', async (_, happen) => {
    const made = await joined();
    await happen(made);
    vi.advanceTimersByTime(10_000);
    expect(made.said).not.toHaveBeenCalled();
  });
});
