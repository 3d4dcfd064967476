import { describe, expect, it } from 'vitest';
import type { PendingPush } from '../../../src/machines/channel/push.ts';
import { Pushes } from '../../../src/machines/channel/pushes.ts';

/** A table with a clock that the test sets. */
function createTable() {
  const timer = { time: 0, dueInMs: null as number | null, starts: 0 };
  const pushes = new Pushes({
    now: () => timer.time,
    start: (delayMs) => {
      expect(timer.dueInMs).toBeNull();
      timer.dueInMs = delayMs;
      timer.starts += 1;
    },
    stop: () => {
      timer.dueInMs = null;
    },
  });
  const fire = () => {
    timer.dueInMs = null;
    return pushes.takeDue().map(({ push, sent }) => [push.event, sent]);
  };
  return { pushes, timer, fire };
}

const until = (event: string, dueAt: number): PendingPush => ({
  event,
  dueAt,
  payload: {},
  call: { settle: () => {} },
  watched: null,
});
const bounds = { max: 10, overflow: 'reject' } as const;

describe('a table of pushes', () => {
  it('has one timer, for the earliest deadline, and none when it is empty', () => {
    const { pushes, timer } = createTable();
    pushes.await('1', until('a', 30));
    pushes.wait(until('b', 10), bounds);
    pushes.await('2', until('c', 20));
    expect(timer.dueInMs).toBe(10);
    pushes.next();
    pushes.take('1');
    pushes.take('2');
    expect(timer.dueInMs).toBeNull();
  });

  it('gives up the push that the timer was set for, though it fires a fraction early', () => {
    const { pushes, timer, fire } = createTable();
    pushes.await('1', until('a', 10));
    pushes.await('2', until('b', 20));
    timer.time = 9.9;
    expect(fire()).toEqual([['a', true]]);
    expect(timer.dueInMs).toBeCloseTo(10.1);
  });

  it('gives up all that is due when the timer fires late, and tells what was sent', () => {
    const { pushes, timer, fire } = createTable();
    pushes.wait(until('a', 10), bounds);
    pushes.await('1', until('b', 15));
    pushes.await('2', until('c', 90));
    timer.time = 50;
    expect(fire()).toEqual([
      ['a', false],
      ['b', true],
    ]);
    expect(timer.dueInMs).toBe(40);
  });

  it('keeps its timer for those that wait when the last reply has come', () => {
    const { pushes, timer, fire } = createTable();
    pushes.await('1', until('a', 10));
    pushes.wait(until('b', 20), bounds);
    pushes.take('1');
    expect(timer.dueInMs).toBe(10);
    timer.time = 10;
    fire();
    expect(timer.dueInMs).toBe(10);
  });

  it('sets the timer anew only for an earlier deadline', () => {
    const { pushes, timer } = createTable();
    for (let n = 0; n < 1000; n += 1) pushes.await(String(n), until('a', 100 + n));
    expect(timer.starts).toBe(1);
  });

  it('returns every push exactly once', () => {
    const { pushes } = createTable();
    const push = until('a', 10);
    pushes.await('1', push);
    expect(pushes.take('1')).toBe(push);
    expect(pushes.take('1')).toBeUndefined();
    expect(pushes.take(null)).toBeUndefined();
    pushes.wait(push, bounds);
    expect(pushes.takeWaiting()).toEqual([push]);
    expect(pushes.takeWaiting()).toEqual([]);
    pushes.await('2', push);
    expect(push.call && pushes.takeCall(push.call)).toEqual({ push, sent: true });
    expect(pushes.takeSent()).toEqual([]);
    expect(pushes.pending()).toEqual([]);
  });
});
