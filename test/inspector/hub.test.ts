import { describe, expect, it } from 'vitest';
import { join } from 'xstate-phoenix';
import type { Beat } from '../../inspector/src/actors.types.ts';
import { BEAT_MS } from '../../inspector/src/beats.ts';
import { EVENTS_IN_A_BEAT } from '../../inspector/src/window.ts';
import { accept, TOPIC } from '../support/room.ts';
import { entriesOf, inspectedWorld, tapped } from './inspected.ts';

const active = { status: 'active', tags: [], context: {} } as const;
const event = { type: 'custom', detail: {}, from: 'outside' } as const;

/** A hub with topics that nobody runs. */
function hubWith(topics: number, options: Parameters<typeof tapped>[0] = {}) {
  const made = tapped(options);
  const { hub } = made;
  const beats: Beat[] = [];
  hub.listen({ beat: (beat) => beats.push(beat) });
  const parentId = undefined;
  for (let index = 0; index < topics; index += 1)
    hub.appears({ sessionId: `x:${index}`, chart: 'channel', name: `room:${index}`, parentId, machine: null });
  return { ...made, beats };
}

describe('a beat', () => {
  it('comes 100 ms after the first thing that happens, and not before the next one again', () => {
    const { hub, time, beats } = hubWith(1);
    time.increment(BEAT_MS - 1);
    expect(beats).toHaveLength(0);
    time.increment(1);
    expect(beats).toHaveLength(1);
    time.increment(10 * BEAT_MS);
    expect(beats).toHaveLength(1);
    expect(time.timers).toBe(0);
    hub.takes('x:0', event);
    time.increment(BEAT_MS);
    expect(beats).toHaveLength(2);
  });

  it('has one state for each actor, the last, in the place where that came', () => {
    const { hub, time, beats } = hubWith(2);
    time.increment(BEAT_MS);
    hub.moves('x:0', { ...active, value: 'joining' }, 'one');
    hub.moves('x:1', { ...active, value: 'joining' }, 'two');
    hub.moves('x:0', { ...active, value: 'joined' }, 'three');
    hub.takes('x:1', event);
    time.increment(BEAT_MS);
    expect(beats.at(-1)?.entries).toMatchObject([
      { k: 'state', n: 2, by: 'two', value: 'joining' },
      { k: 'state', n: 1, by: 'three', value: 'joined' },
      { k: 'event', n: 2 },
    ]);
  });

  it('has no state that is what it was', () => {
    const { hub, time, beats } = hubWith(1);
    hub.moves('x:0', { ...active, value: { a: 'b' }, context: { attempt: 1 } }, 'one');
    time.increment(BEAT_MS);
    hub.moves('x:0', { ...active, value: { a: 'b' }, context: { attempt: 1 } }, 'two');
    time.increment(BEAT_MS);
    expect(beats).toHaveLength(1);
  });

  it('has one of each kind of data, and how many more there were', () => {
    const { hub, time, beats } = hubWith(2);
    time.increment(BEAT_MS);
    const message = (name: string) => ({ type: 'channel.message', detail: { event: name }, from: 'socket' }) as const;
    for (let index = 0; index < 500; index += 1) hub.takes('x:0', message('tick'));
    hub.takes('x:0', message('tock'));
    hub.takes('x:1', message('tick'));
    for (let index = 0; index < 3; index += 1) hub.takes('x:1', event);
    time.increment(BEAT_MS);
    const events = entriesOf(beats.at(-1)?.entries ?? [], 'event');
    expect(events.map(({ n, detail, times }) => [n, detail.event, times])).toEqual([
      [1, 'tick', 499],
      [1, 'tock', 0],
      [2, 'tick', 0],
      [2, undefined, 0],
      [2, undefined, 0],
      [2, undefined, 0],
    ]);
    expect(beats.at(-1)?.counts).toEqual([
      [1, 501],
      [2, 4],
    ]);
  });

  it('keeps so many events, and counts the others', () => {
    const { hub, time, beats } = hubWith(1);
    for (let index = 0; index < EVENTS_IN_A_BEAT + 10; index += 1) hub.takes('x:0', event);
    time.increment(BEAT_MS);
    expect(entriesOf(beats.at(-1)?.entries ?? [], 'event')).toHaveLength(EVENTS_IN_A_BEAT);
    expect(beats.at(-1)?.counts).toEqual([[1, EVENTS_IN_A_BEAT + 10]]);
  });

  it('tells of an end before the actor is forgotten', () => {
    const { hub, time, beats } = hubWith(1);
    const order: string[] = [];
    hub.listen({ moved: ({ status }) => order.push(status), vanished: () => order.push('vanished') });
    hub.moves('x:0', { ...active, status: 'stopped', value: 'joined' }, 'xstate.stop');
    expect(order).toEqual(['stopped', 'vanished']);
    expect(hub.actor(1)).toBeUndefined();
    time.increment(BEAT_MS);
    expect(beats.at(-1)?.entries.at(-1)).toMatchObject({ k: 'state', status: 'stopped' });
  });

  it('does not wait where a program leaves no time for it', () => {
    const { hub, beats } = hubWith(25_000, { history: 10 });
    expect(beats).toHaveLength(1);
    expect(hub.past().entries).toHaveLength(10);
  });
});

describe('the history', () => {
  it('has so many entries as it may, and the actors as they were before those', () => {
    const { hub, time } = hubWith(2, { history: 3 });
    hub.moves('x:0', { ...active, value: 'joined' }, 'one');
    hub.moves('x:1', { ...active, status: 'done', value: 'left' }, 'two');
    time.increment(BEAT_MS);
    for (let index = 0; index < 4; index += 1) {
      hub.takes('x:0', event);
      time.increment(BEAT_MS);
    }
    const { rows, entries, counts } = hub.past();
    expect(entries).toHaveLength(3);
    expect(rows).toMatchObject([{ n: 1, value: 'joined', events: 1 }]);
    expect(counts).toEqual([[1, 4]]);
  });

  it.each([1, 2, 7, 50])('of %i entries and its rows make the present, whatever was left out', (history) => {
    const made = inspectedWorld({ history });
    const { client, world, clock, time, hub } = made;
    for (let round = 0; round < 5; round += 1) {
      world.open();
      join(client, TOPIC);
      accept(world.socket);
      time.increment(BEAT_MS);
      world.socket.say(null, null, TOPIC, 'shout', {});
      world.socket.close(1006);
      clock.increment(10);
      time.increment(BEAT_MS);
    }
    const { rows, entries } = hub.past();
    expect(entries.length).toBeLessThanOrEqual(history);
    const rebuilt = new Map(rows.map((row) => [row.n, row]));
    for (const entry of entries) {
      if (entry.k === 'actor') rebuilt.set(entry.row.n, entry.row);
      const before = entry.k === 'frame' || entry.k === 'actor' ? undefined : rebuilt.get(entry.n);
      if (entry.k === 'event' && before) rebuilt.set(entry.n, { ...before, events: before.events + 1 + entry.times });
      if (entry.k !== 'state' || !before) continue;
      const { status, value, tags, context } = entry;
      if (status === 'active') rebuilt.set(entry.n, { ...before, value, tags, context });
      else rebuilt.delete(entry.n);
    }
    expect([...rebuilt.values()]).toEqual([...hub.actors()]);
  });
});

describe('10000 topics', () => {
  it('are one state each in a beat, however often they move', () => {
    const { hub, time, beats } = hubWith(10_000);
    time.increment(BEAT_MS);
    for (const value of ['joining', 'rejoin-waiting', 'joined'])
      for (let index = 0; index < 10_000; index += 1) hub.moves(`x:${index}`, { ...active, value }, 'one');
    time.increment(BEAT_MS);
    expect(beats.slice(1).flatMap(({ entries }) => entries)).toHaveLength(10_000);
  });

  it('that come and go leave nothing but the history', () => {
    const { hub, time } = hubWith(0, { history: 100 });
    for (let round = 0; round < 20; round += 1) {
      for (let index = 0; index < 1000; index += 1) {
        const sessionId = `${round}:${index}`;
        hub.appears({ sessionId, chart: 'channel', name: sessionId, parentId: undefined, machine: null });
        hub.takes(sessionId, event);
        hub.moves(sessionId, { ...active, status: 'done', value: 'left' }, 'two');
      }
      time.increment(BEAT_MS);
    }
    const { rows, entries, counts } = hub.past();
    expect([[...hub.actors()].length, rows.length, entries.length, counts.length]).toEqual([0, 1, 100, 0]);
  });
});
