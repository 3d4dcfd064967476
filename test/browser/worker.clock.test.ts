import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { clientMachine, interpret } from 'xstate-phoenix';
import { workerClock, workerScript } from 'xstate-phoenix/browser';
import '../support/matchers.ts';

type Message = readonly [id: number, ms?: number];

/** Workers that a test plays: it hears what they are told, and lets them answer. */
class FakeWorker {
  static readonly made: FakeWorker[] = [];
  static refuses: Error | undefined;
  readonly told: Message[] = [];
  isTerminated = false;
  onmessage: ((event: { data: number }) => void) | null = null;
  onerror: ((event: unknown) => void) | null = null;

  constructor(readonly url: string | URL) {
    if (FakeWorker.refuses) throw FakeWorker.refuses;
    FakeWorker.made.push(this);
  }

  postMessage(message: Message): void {
    this.told.push(message);
  }

  terminate(): void {
    this.isTerminated = true;
  }

  says(id: unknown): void {
    this.onmessage?.({ data: Number(id) });
  }
}

const { made } = FakeWorker;
const revoked: string[] = [];

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('Worker', FakeWorker);
  vi.spyOn(URL, 'createObjectURL').mockReturnValue('blob:here/1');
  vi.spyOn(URL, 'revokeObjectURL').mockImplementation((url) => void revoked.push(url));
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
  made.length = revoked.length = 0;
  FakeWorker.refuses = undefined;
});

describe('a clock whose timers run in a worker', () => {
  it('makes the worker at the first timer, of a blob url, and tells it each timer', () => {
    const clock = workerClock();
    expect(made.length).toBe(0);
    const ids = [clock.setTimeout(() => {}, 1_000), clock.setTimeout(() => {}, 2_000)];
    expect(made.map(({ url }) => url)).toEqual(['blob:here/1']);
    expect(made[0]?.told).toEqual([
      [ids[0], 1_000],
      [ids[1], 2_000],
    ]);
  });

  it('makes it of the url that it is given', () => {
    workerClock({ url: '/timers.js' }).setTimeout(() => {}, 1);
    expect(made.map(({ url }) => url)).toEqual(['/timers.js']);
    expect(URL.createObjectURL).not.toHaveBeenCalled();
  });

  it('fires a timer when the worker says so, however late those of the page are', () => {
    const clock = workerClock();
    const fired = vi.fn();
    const id = clock.setTimeout(fired, 1_000);
    made[0]?.says(id);
    expect(fired).toHaveBeenCalledTimes(1);
    vi.advanceTimersByTime(5_000);
    made[0]?.says(id);
    expect(fired).toHaveBeenCalledTimes(1);
  });

  it('fires it by the timer of the page where that is first: the worker may still be loading', () => {
    const clock = workerClock();
    const fired = vi.fn();
    const id = clock.setTimeout(fired, 1_000);
    vi.advanceTimersByTime(1_000);
    expect(fired).toHaveBeenCalledTimes(1);
    expect(made[0]?.told.at(-1)).toEqual([id]);
    made[0]?.says(id);
    expect(fired).toHaveBeenCalledTimes(1);
  });

  it('fires nothing that was cleared, here or there', () => {
    const clock = workerClock();
    const fired = vi.fn();
    const id = clock.setTimeout(fired, 1_000);
    clock.clearTimeout(id);
    clock.clearTimeout(id);
    expect(made[0]?.told).toEqual([[id, 1_000], [id]]);
    made[0]?.says(id);
    vi.advanceTimersByTime(2_000);
    expect(fired).not.toHaveBeenCalled();
  });

  it('ends the worker when it has had no timer for a second, and makes another one for the next', () => {
    const clock = workerClock();
    const id = clock.setTimeout(() => {}, 60_000);
    clock.clearTimeout(id);
    vi.advanceTimersByTime(999);
    expect(made[0]?.isTerminated).toBe(false);
    vi.advanceTimersByTime(1);
    expect([made[0]?.isTerminated, revoked]).toEqual([true, ['blob:here/1']]);
    clock.setTimeout(() => {}, 60_000);
    expect(made.length).toBe(2);
  });

  it('keeps the worker for a timer that is set within that second', () => {
    const clock = workerClock();
    clock.clearTimeout(clock.setTimeout(() => {}, 60_000));
    vi.advanceTimersByTime(500);
    clock.setTimeout(() => {}, 60_000);
    vi.advanceTimersByTime(10_000);
    expect([made.length, made[0]?.isTerminated]).toEqual([1, false]);
  });

  it('has nothing left after a client that is stopped', () => {
    const clock = workerClock();
    const transport = () => ({ send: () => {}, close: () => {} });
    const client = interpret(clientMachine, { clock, input: { url: 'ws://x', transport } }).start();
    expect(made.length).toBe(1);
    client.stop();
    vi.advanceTimersByTime(1_000);
    expect(made[0]?.isTerminated).toBe(true);
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe('a clock that can have no worker', () => {
  const missing = () => vi.stubGlobal('Worker', undefined);
  const refused = () => {
    FakeWorker.refuses = new Error('The policy of the page allows no such worker.');
  };

  it.each([
    ['the platform has none', missing],
    ['the page may not make one', refused],
  ])('because %s has the timers of the page, and says so once', async (_, prepare) => {
    prepare();
    const onError = vi.fn();
    const clock = workerClock({ onError });
    const fired = vi.fn();
    const id = clock.setTimeout(fired, 1_000);
    clock.setTimeout(fired, 2_000);
    clock.clearTimeout(id);
    await vi.advanceTimersByTimeAsync(2_000);
    clock.setTimeout(fired, 1_000);
    await vi.advanceTimersByTimeAsync(5_000);
    expect(fired).toHaveBeenCalledTimes(2);
    expect(onError.mock.calls).toEqual([[expect.any(Error)]]);
    expect(made.length).toBe(0);
  });

  it('because the browser tells later that it may not loses no timer, and asks for no other worker', async () => {
    const onError = vi.fn();
    const clock = workerClock({ onError });
    const fired = vi.fn();
    clock.setTimeout(fired, 1_000);
    const event = { type: 'error' };
    made[0]?.onerror?.(event);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(fired).toHaveBeenCalledTimes(1);
    clock.setTimeout(fired, 1_000);
    await vi.advanceTimersByTimeAsync(5_000);
    expect(fired).toHaveBeenCalledTimes(2);
    expect(onError.mock.calls).toEqual([[event]]);
    expect([made.length, made[0]?.isTerminated, revoked]).toEqual([1, true, ['blob:here/1']]);
  });

  it('tells the console, where nobody else is told', async () => {
    const log = vi.spyOn(console, 'error').mockImplementation(() => {});
    refused();
    workerClock().setTimeout(() => {}, 1);
    await vi.advanceTimersByTimeAsync(0);
    expect(log.mock.calls).toEqual([[expect.stringContaining('workerClock() can make no worker'), FakeWorker.refuses]]);
  });
});

describe('the script of the worker', () => {
  it('fires what it is told to, and nothing that was cleared', () => {
    const said: number[] = [];
    const scope = { onmessage: (_: { data: Message }) => {} };
    const run = new Function('scope', 'postMessage', `with (scope) { ${workerScript} }`);
    run(scope, (id: number) => said.push(id));
    for (const data of [[1, 100], [2, 50], [3, 70], [3], [4, 0], [2, 90]] as const) scope.onmessage({ data });
    vi.advanceTimersByTime(1_000);
    expect(said).toEqual([4, 2, 1]);
  });
});
