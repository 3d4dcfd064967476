import { describe, expect, it } from 'vitest';
import { JoinTurns } from 'xstate-phoenix';

/** The turns of a connection, with a clock that the test sets. */
function createTurns(max = 2) {
  const clock = { now: 0 };
  const admitted: string[] = [];
  const turns = new JoinTurns({
    time: { now: () => clock.now, wall: () => clock.now },
    max,
    admit: (topic) => admitted.push(topic),
  });
  const write = (topic: string, timeoutMs = 100) => {
    turns.begin(topic, timeoutMs);
    turns.write(topic);
  };
  return { turns, clock, admitted, write };
}

describe('the turns of joins', () => {
  it('are given at once as long as there is room', () => {
    const { turns, write } = createTurns(2);
    expect(turns.hasRoom).toBe(true);
    write('a');
    expect(turns.hasRoom).toBe(true);
    write('b');
    expect(turns.hasRoom).toBe(false);
  });

  it('are given in the order of asking, one for each that ends', () => {
    const { turns, admitted, write } = createTurns(2);
    write('a');
    write('b');
    for (const topic of ['c', 'd', 'e']) turns.wait(topic);
    turns.end('b', true);
    expect(admitted).toEqual(['c']);
    expect(turns.hasRoom).toBe(false);
    turns.begin('c', 100);
    turns.end('a', false);
    expect(admitted).toEqual(['c', 'd']);
    expect(turns.size).toBe(3);
  });

  it('are not for those that come while others wait', () => {
    const { turns, write } = createTurns(1);
    write('a');
    turns.wait('b');
    turns.end('a', true);
    expect(turns.hasRoom).toBe(false);
    turns.leave('b');
    expect(turns.hasRoom).toBe(true);
  });

  it('go to the next topic when one does not use its turn', () => {
    const { turns, admitted, write } = createTurns(1);
    write('a');
    turns.wait('b');
    turns.wait('c');
    turns.end('a', true);
    turns.leave('b');
    expect(admitted).toEqual(['b', 'c']);
    turns.leave('c');
    expect(turns.size).toBe(0);
  });

  it('count once for a topic, also when its join is written again', () => {
    const { turns, write } = createTurns(2);
    write('a');
    turns.begin('a', 100);
    expect([turns.size, turns.hasRoom]).toEqual([1, true]);
    turns.write('a');
    expect([turns.size, turns.hasRoom]).toEqual([1, true]);
  });

  it('all end when the connection is lost, and a later end of one changes nothing', () => {
    const { turns, admitted, write } = createTurns(2);
    write('a');
    turns.begin('asking', 100);
    turns.wait('b');
    turns.clear();
    turns.end('a', false);
    expect([turns.size, turns.hasRoom, admitted.length, turns.stuck.size]).toEqual([0, true, 0, 0]);
  });
});

describe('the clock of a join', () => {
  it('runs from its writing where it is the oldest', () => {
    const { turns, clock, write } = createTurns();
    write('a', 100);
    clock.now = 60;
    expect(turns.dueInMs('a')).toBe(40);
  });

  it('does not run while the server is at another, and then runs from the end of that one', () => {
    const { turns, clock, write } = createTurns();
    write('a', 100);
    write('b', 100);
    clock.now = 90;
    expect(turns.dueInMs('b')).toBe(100);
    turns.end('a', true);
    clock.now = 150;
    expect(turns.dueInMs('b')).toBe(40);
  });

  it('is not put forward by answers to those behind it', () => {
    const { turns, clock, write } = createTurns(3);
    write('lost', 100);
    write('b', 100);
    clock.now = 90;
    turns.end('b', true);
    write('c', 100);
    expect(turns.dueInMs('lost')).toBe(10);
  });

  it('runs from the beginning while its params are asked for, and anew from its writing on', () => {
    const { turns, clock } = createTurns();
    turns.begin('a', 100);
    clock.now = 70;
    expect(turns.dueInMs('a')).toBe(30);
    turns.write('a');
    expect(turns.dueInMs('a')).toBe(100);
  });

  it('begins for the next when a join is written once more', () => {
    const { turns, clock, write } = createTurns();
    write('a', 100);
    write('b', 100);
    clock.now = 90;
    turns.write('a');
    clock.now = 130;
    expect(turns.dueInMs('b')).toBe(60);
    expect(turns.dueInMs('a')).toBe(100);
  });
});

describe('a heartbeat behind joins', () => {
  it('is held up by those that were written before it, and by no others', () => {
    const { turns, clock, write } = createTurns();
    clock.now = 10;
    write('a', 100);
    expect(turns.patienceMs(11)).toBe(100);
    expect(turns.patienceMs(10)).toBe(0);
  });

  it('is held up for longer with every answer', () => {
    const { turns, clock, write } = createTurns(3);
    for (const topic of ['a', 'b', 'c']) write(topic, 100);
    clock.now = 80;
    turns.end('a', true);
    expect(turns.patienceMs(1)).toBe(100);
    turns.end('b', true);
    turns.end('c', true);
    expect(turns.patienceMs(1)).toBe(0);
  });

  it('is not held up for longer by joins that are given up, or written meanwhile', () => {
    const { turns, clock, write } = createTurns(3);
    write('a', 100);
    write('b', 100);
    clock.now = 90;
    turns.end('a', false);
    write('c', 100);
    expect(turns.patienceMs(91)).toBe(10);
    clock.now = 120;
    expect(turns.patienceMs(91)).toBe(0);
  });
});

describe('a join that keeps the server from all others', () => {
  it('is remembered, but those behind it that time out meanwhile are not', () => {
    const { turns, clock, write } = createTurns(3);
    for (const topic of ['stuck', 'b', 'c']) write(topic, 100);
    clock.now = 100;
    turns.end('stuck', false);
    clock.now = 200;
    turns.end('b', false);
    expect([...turns.stuck]).toEqual(['stuck']);
  });

  it('is forgotten when it is answered, or removed', () => {
    const { turns, write } = createTurns();
    const gives = (isAnswered: boolean) => {
      write('a');
      turns.end('a', isAnswered);
    };
    gives(false);
    expect([...turns.stuck]).toEqual(['a']);
    gives(true);
    expect([...turns.stuck]).toEqual([]);
    gives(false);
    turns.forget('a');
    expect([...turns.stuck]).toEqual([]);
  });
});
