import { describe, expect, it } from 'vitest';
import { JoinTurns } from 'xstate-phoenix';

/** The turns of a connection, three at a time, with a clock that the test sets. */
function createTurns() {
  const clock = { now: 0 };
  const admitted: string[] = [];
  const turns = new JoinTurns({
    time: { now: () => clock.now, wall: () => clock.now },
    max: 3,
    admit: (topic) => admitted.push(topic),
  });
  const write = (topic: string) => {
    turns.begin(topic, 100);
    turns.write(topic);
  };
  return { turns, clock, admitted, write };
}

describe('a join that takes its turn again', () => {
  it('was on the wire until then', () => {
    const { turns, clock, write } = createTurns();
    write('a');
    write('b');
    clock.now = 90;
    write('a');
    clock.now = 130;
    expect([turns.dueInMs('b'), turns.dueInMs('a')]).toEqual([60, 100]);
  });
});

describe('a join whose params are asked for', () => {
  it('does not count as one that the server may run', () => {
    const { turns, clock, write } = createTurns();
    turns.begin('a', 100);
    clock.now = 10;
    write('b');
    clock.now = 50;
    expect([turns.dueInMs('a'), turns.dueInMs('b')]).toEqual([50, 60]);
    expect(turns.patienceMs(20)).toBe(60);
  });
});

describe('an answer to a topic that has no turn', () => {
  it('changes nothing', () => {
    const { turns, clock, write } = createTurns();
    write('a');
    clock.now = 80;
    turns.end('b', true);
    expect(turns.patienceMs(1)).toBe(20);
  });
});

describe('a server that has answered all joins', () => {
  it('owes no answer until there is another join', () => {
    const { turns, clock, write } = createTurns();
    write('a');
    turns.end('a', true);
    clock.now = 1_000;
    write('b');
    expect(turns.patienceMs(1_001)).toBe(100);
  });
});

describe('a join that is given up', () => {
  it('did not block the server if it is not the oldest', () => {
    const { turns, write } = createTurns();
    write('a');
    write('b');
    turns.end('b', false);
    expect(turns.stuck.size).toBe(0);
  });
});

describe('a topic that is removed', () => {
  it('does not wait, has no turn, and does not count as answered', () => {
    const { turns, clock, admitted, write } = createTurns();
    for (const topic of ['a', 'b', 'c']) write(topic);
    for (const topic of ['d', 'e']) turns.wait(topic);
    clock.now = 80;
    turns.forget('d');
    turns.forget('a');
    expect(admitted).toEqual(['e']);
    expect(turns.size).toBe(3);
    expect(turns.patienceMs(1)).toBe(20);
  });
});

describe('a connection that is lost', () => {
  it('ends the turns that were just given, and what the server owes', () => {
    const { turns, clock, write } = createTurns();
    for (const topic of ['a', 'b', 'c']) write(topic);
    turns.wait('d');
    turns.end('a', true);
    turns.clear();
    expect(turns.size).toBe(0);
    clock.now = 1_000;
    write('a');
    expect(turns.patienceMs(1_001)).toBe(100);
  });
});
