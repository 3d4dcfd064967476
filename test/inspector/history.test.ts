import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lastChange, lastSteps, newHistory, record, rowsAt, withActors } from '../../inspector/page/history.ts';
import { readHistory, writeHistory } from '../../inspector/page/recording.ts';
import { matches } from '../../inspector/page/search.ts';
import { activeIds, lineOf, moodOf } from '../../inspector/page/states.ts';
import { takenBy } from '../../inspector/page/taken.ts';
import { countsOf, currentOf, treeOf } from '../../inspector/page/twigs.ts';
import type { Entry } from '../../inspector/src/wire.types.ts';
import { CONNECTED, clientRow, event, frame, graphs, helpers, service, state, topicRow } from './actors.ts';

const start = withActors({ ...newHistory(1000), charts: graphs }, service('room:1', 'room:2'));
const backoff = { 'rejoin-waiting': 'backoff' };
const story: readonly Entry[] = [
  frame(1, 'in', 'room:1', 'phx_error'),
  event(2, 3, 'channel.crashed'),
  state(3, 3, 'channel.crashed', backoff, { context: { attempt: 1 } }),
  { k: 'actor', at: 4, row: topicRow(5, 'room:3', 'joining') },
  state(5, 5, 'join.accepted', 'joined'),
  state(6, 4, 'leave.acknowledged', 'left', { status: 'done' }),
];
const all = record(start, story);
const nothing = { text: '', states: new Set<string>(), closed: new Set<number>() };
const rowsOf = (rows: typeof all.rows, filter: Partial<typeof nothing> = {}) =>
  treeOf(rows, currentOf(rows), { ...nothing, ...filter }).map(({ row }) => row.name);

describe('a history', () => {
  it('has the actors as they are after its last step', () => {
    expect(all.rows.get(3)).toMatchObject({ value: backoff, context: { attempt: 1 }, events: 4 });
    expect(all.rows.get(4)).toMatchObject({ status: 'done', value: 'left' });
    expect(all.rows.get(5)).toMatchObject({ name: 'room:3', value: 'joined' });
  });

  it('leaves the one it was made from as it was', () => {
    expect(start.rows.get(3)?.value).toBe('joined');
    expect(start.steps).toEqual([]);
  });

  it('can tell every moment as it was recorded, whatever happened', () => {
    const n = fc.constantFrom(0, 3, 4, 5, 6);
    const entry: fc.Arbitrary<Entry> = fc.oneof(
      fc.record({ n, type: fc.string() }).map(({ n, type }) => event(1, n, type)),
      fc.record({ n, value: fc.string() }).map(({ n, value }) => state(1, n, 'e', value)),
      n.map((n): Entry => ({ k: 'actor', at: 1, row: topicRow(n, `room:${n}`) })),
      fc.constant(frame(1, 'in', 'room:1', 'x')),
    );
    fc.assert(
      fc.property(fc.array(entry), fc.nat(30), fc.nat(30), (entries, split, capacity) => {
        const moments = [start];
        for (const entry of entries) {
          const last = moments.at(-1) ?? start;
          moments.push(record(last, [entry], [], Number.POSITIVE_INFINITY));
        }
        const beats = record(start, entries.slice(0, split), [], capacity);
        const history = record(beats, entries.slice(split), [], capacity);
        for (let position = 0; position <= history.steps.length; position++)
          expect(rowsAt(history, position)).toEqual(moments[history.forgotten + position]?.rows);
      }),
    );
  });

  it('keeps so many steps, and forgets the actors that ended with those it forgets', () => {
    const later = record(all, [event(7, 3, 'channel.join')], [], 1);
    expect(later.steps.map(({ entry }) => entry.at)).toEqual([7]);
    expect(later.forgotten).toBe(6);
    expect(later.rows.has(4)).toBe(false);
    expect(later.rows.has(3)).toBe(true);
    expect(rowsAt(later, 0).has(4)).toBe(false);
  });

  it('takes the counts of the service for true', () => {
    const later = record(all, [event(7, 3, 'channel.message', 0, { times: 9 })], [[0, 99]]);
    expect(later.rows.get(3)?.events).toBe(14);
    expect(later.rows.get(0)?.events).toBe(99);
  });

  it('ignores what happened to an actor it has never heard of', () => {
    expect(record(start, [state(1, 77, 'e', 'joined')]).rows).toEqual(start.rows);
  });

  it('finds the last change of an actor, and its last steps', () => {
    expect(lastChange(all, 6, 3)).toMatchObject({ index: 2, sequence: 2, before: { value: 'joined' } });
    expect(lastChange(all, 2, 3)).toBeUndefined();
    expect(lastSteps(all, 6, 3, 9)).toEqual([2, 1]);
    expect(lastSteps(all, 6, 3, 1)).toEqual([2]);
  });

  it('undoes 20,000 steps among 10,000 actors within a blink', () => {
    const many = service(...Array.from({ length: 10_000 }, (_, index) => `room:${index}`));
    const entries = Array.from({ length: 20_000 }, (_, index) => state(index, 3 + (index % 10_000), 'e', `s${index}`));
    const history = record(withActors(newHistory(0), many), entries);
    const began = performance.now();
    expect(rowsAt(history, 0).get(3)?.value).toBe('joined');
    expect(performance.now() - began).toBeLessThan(200);
  });
});

describe('a recording', () => {
  it('is the same history when it is read', () => {
    expect(readHistory(writeHistory(all))).toEqual(all);
  });

  it('begins with the actors as they were before its first entry', () => {
    const later = record(all, [event(7, 3, 'channel.join')], [], 4);
    const read = readHistory(writeHistory(later));
    expect(read.rows).toEqual(later.rows);
    expect(read.steps).toEqual(later.steps);
    expect(rowsAt(read, 0).get(3)?.value).toEqual(backoff);
    expect(rowsAt(read, 0).has(5)).toBe(false);
  });

  it('may end in the middle of a line', () => {
    const text = writeHistory(all);
    expect(readHistory(text.slice(0, -20)).steps).toHaveLength(5);
  });

  it.each([
    ['', 'This is not a recording of the inspector.'],
    ['{"format":"else"}', 'This is not a recording of the inspector.'],
    ['{"format":"xstate-phoenix-recording","version":2}', 'The recording has version 2, but only 1 can be read.'],
    ['{"format":"xstate-phoenix-recording","version":1}', 'The first line of the recording can not be read.'],
    [writeHistory(all).replace('{"k":"event"', '{"k":"else"'), 'Line 3 of the recording can not be read.'],
  ])('is refused if it is %j', (text, message) => {
    expect(() => readHistory(text)).toThrow(message);
  });
});

describe('the tree', () => {
  it('has topics below their client, after its helpers', () => {
    const rows = treeOf(all.rows, currentOf(all.rows), nothing);
    expect(rows.map(({ row, level, position, siblings }) => [row.name, level, position, siblings])).toEqual([
      ['client', 1, 1, 1],
      ['channels', 2, 1, 5],
      ['transport', 2, 2, 5],
      ['room:1', 2, 3, 5],
      ['room:2', 2, 4, 5],
      ['room:3', 2, 5, 5],
    ]);
  });

  it('is filtered by a part of the topic, and by states', () => {
    expect(rowsOf(all.rows, { text: 'OM:3' })).toEqual(['client', 'room:3']);
    expect(rowsOf(all.rows, { states: new Set(['rejoin-waiting', 'left']) })).toEqual(['client', 'room:1', 'room:2']);
  });

  it('hides what is below a closed client', () => {
    expect(rowsOf(all.rows, { closed: new Set([0]) })).toEqual(['client']);
  });

  it('shows a topic that was joined anew once, and no transport that has ended', () => {
    const anew = record(all, [
      { k: 'actor', at: 7, row: topicRow(9, 'room:2', 'joining') },
      state(8, 2, 'xstate.stop', '', { status: 'stopped' }),
    ]);
    expect(rowsOf(anew.rows)).toEqual(['client', 'channels', 'room:1', 'room:2', 'room:3']);
    expect(currentOf(anew.rows).find(({ name }) => name === 'room:2')?.n).toBe(9);
  });

  it('keeps the topics of two clients apart', () => {
    const [channels] = helpers;
    if (!channels) throw new Error('There is no supervisor.');
    const second = [
      clientRow({ n: 20 }),
      { ...channels, n: 21, parent: 20 },
      topicRow(22, 'room:1', 'joining', { parent: 21 }),
    ];
    const { rows } = withActors(all, second);
    expect(rowsOf(rows, { text: 'room:1' })).toEqual(['client', 'room:1', 'client', 'room:1']);
  });

  it('counts topics by state', () => {
    expect(countsOf(currentOf(all.rows)).map(([state, , topics]) => [state, topics])).toEqual([
      ['joined', 1],
      ['rejoin-waiting', 1],
      ['left', 1],
    ]);
  });
});

describe('a state', () => {
  it('lights all that is active', () => {
    expect([...activeIds('client', CONNECTED)]).toEqual([
      'client',
      'client.connected',
      'client.connected.heartbeat',
      'client.connected.heartbeat.resting',
      'client.connected.stability',
      'client.connected.stability.stable',
      'client.connected.flow',
      'client.connected.flow.flowing',
    ]);
  });

  it('is a line, and has a mood', () => {
    expect(lineOf(backoff)).toBe('rejoin-waiting.backoff');
    expect(lineOf(CONNECTED)).toBe('connected');
    expect(moodOf({ status: 'active', value: backoff })).toBe('waiting');
    expect(moodOf({ status: 'error', value: 'joined' })).toBe('bad');
    expect(moodOf({ status: 'active', value: 'disconnected' })).toBe('gone');
  });
});

describe('the arrow taken', () => {
  const { arrows } = graphs.channel;
  const taken = (by: string, ...[from, to]: readonly Parameters<typeof state>[3][]) => {
    const before = topicRow(3, 'room:1', from);
    const change = { entry: state(1, 3, by, to ?? 'joined'), before, index: 0, sequence: 0 };
    return takenBy('channel', arrows, change).map(({ from, to }) => [from, to]);
  };

  it('is the one of the event, between the states before and after', () => {
    expect(taken('channel.crashed', 'joined', backoff)).toEqual([['channel.joined', 'channel.rejoin-waiting.backoff']]);
    expect(taken('channel.crashed', 'joined', 'closed')).toEqual([['channel.joined', 'channel.closed']]);
  });

  it('is one of a delay', () => {
    const by = 'xstate.after.rejoinDelay.channel.rejoin-waiting.backoff';
    expect(taken(by, backoff, 'joining')).toEqual([['channel.rejoin-waiting.backoff', 'channel.joining']]);
  });

  it('is two where the first one leads to a state that is left at once', () => {
    expect(taken('channel.join', 'closed', 'joining')).toEqual([
      ['channel.closed', 'channel.rejoin-waiting'],
      ['channel.rejoin-waiting.offline', 'channel.joining'],
    ]);
  });

  it('is one between both states where the event is not known', () => {
    expect(taken('channel.join', 'joining', 'joined')).toEqual([['channel.joining', 'channel.joined']]);
  });

  it('is none where nothing has changed', () => {
    expect(taken('channel.message', 'joined', 'joined')).toEqual([]);
  });
});

describe('the search', () => {
  it('finds entries by event, topic, state and actor, in any case', () => {
    expect(matches(all, 'CRASHED')).toEqual([1, 2]);
    expect(matches(all, 'phx_')).toEqual([0]);
    expect(matches(all, 'room:3')).toEqual([3, 4]);
    expect(matches(all, 'backoff')).toEqual([2]);
    expect(matches(all, 'nothing of that kind')).toEqual([]);
  });
});
