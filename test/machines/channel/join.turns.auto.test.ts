import { describe, expect, it } from 'vitest';
import { JoinTurns } from 'xstate-phoenix';

/** Turns with the number `'auto'`. All topics want one. */
function createTurns() {
  const clock = { now: 0 };
  const written: string[] = [];
  let count = 0;
  const write = (topic: string) => {
    written.push(topic);
    turns.begin(topic, 10_000);
    turns.write(topic);
  };
  const turns = new JoinTurns({ time: { now: () => clock.now, wall: () => clock.now }, max: 'auto', admit: write });
  const want = (topics: number) => {
    for (let n = 0; n < topics; n += 1) {
      count += 1;
      if (turns.hasRoom) write(`room:${count}`);
      else turns.wait(`room:${count}`);
    }
  };
  /** The server takes so long, and then answers the oldest joins. */
  const answer = (answers: number, afterMs: number) => {
    clock.now += afterMs;
    for (const topic of written.splice(0, answers)) turns.end(topic, true);
  };
  return { turns, written, want, answer, clock };
}

describe('as many joins as the server does quickly', () => {
  it('are 10 on a new connection', () => {
    const { written, want } = createTurns();
    want(50);
    expect(written).toHaveLength(10);
  });

  it('are one more for each answer that comes within a quarter of a second', () => {
    const { written, want, answer } = createTurns();
    want(50);
    answer(1, 250);
    expect(written).toHaveLength(11);
    answer(2, 0);
    expect(written).toHaveLength(13);
  });

  it('are 100 at most', () => {
    const { written, want, answer } = createTurns();
    want(500);
    for (let n = 0; n < 100; n += 1) answer(1, 1);
    expect(written).toHaveLength(100);
    answer(1, 1);
    expect(written).toHaveLength(100);
  });

  it('are 10 again once an answer takes longer', () => {
    const { turns, written, want, answer } = createTurns();
    want(50);
    answer(5, 100);
    expect(written).toHaveLength(15);
    answer(1, 151);
    expect(written).toHaveLength(14);
    answer(4, 0);
    expect(written).toHaveLength(10);
    expect(turns.hasRoom).toBe(false);
  });

  it('are no more for a join that is given up, or that never was on the wire', () => {
    const { turns, written, want } = createTurns();
    want(9);
    turns.begin('asking', 10_000);
    want(20);
    expect(written).toHaveLength(9);
    turns.end('asking', true);
    expect(written).toHaveLength(10);
    turns.end('room:1', false);
    expect(written).toHaveLength(11);
    expect(turns.hasRoom).toBe(false);
  });

  it('are 10 again on the next connection', () => {
    const { turns, written, want, answer } = createTurns();
    want(50);
    answer(5, 1);
    turns.clear();
    written.splice(0);
    want(50);
    expect(written).toHaveLength(10);
  });
});
