import { describe, expect, it } from 'vitest';
import { join, onFrame } from 'xstate-phoenix';
import { CHUNK, SLOW_BYTES, show } from '../../inspector/src/live.ts';
import { accept, TOPIC } from '../support/room.ts';
import { entriesOf, inspectedWorld, Page, tapped } from './inspected.ts';

const active = { status: 'active', tags: [], context: {} } as const;

/** A page before a client with a joined topic. */
function shownRoom(options: Parameters<typeof inspectedWorld>[0] = {}) {
  const made = inspectedWorld(options);
  made.world.open();
  join(made.client, TOPIC);
  accept(made.world.socket);
  made.beat();
  const page = new Page();
  const shown = show(made.hub, page, made.control);
  return { ...made, page, shown };
}

describe('a page', () => {
  it('is told what it looks at, the charts, the actors and what they have done so far', () => {
    const { page, hub } = shownRoom();
    expect(page.of('hello')).toEqual([
      { type: 'hello', version: 1, startedAt: 1_000_000, control: false, recording: false },
    ]);
    expect(page.of('chart').map(({ id, graph }) => [id, graph.root.id])).toEqual([
      ['client', 'client'],
      ['channel', 'channel'],
    ]);
    expect(page.of('actors')).toEqual([{ type: 'actors', rows: [], last: true }]);
    expect(entriesOf(page.entries(), 'actor').map(({ row }) => row.name)).toEqual([
      'client',
      'channels',
      'page',
      'transport',
      TOPIC,
    ]);
    expect(page.of('beat').at(-1)?.counts).toEqual(Array.from(hub.actors(), ({ n, events }) => [n, events]));
  });

  it('is told of actors in chunks', () => {
    const { hub, time } = tapped({ history: 1 });
    for (let index = 0; index < 2 * CHUNK + 10; index += 1)
      hub.appears({ sessionId: `x:${index}`, chart: 'channel', name: `${index}`, parentId: undefined, machine: null });
    time.increment(100);
    const page = new Page();
    show(hub, page, null);
    const told = page.of('actors');
    expect(told.map(({ rows, last }) => [rows.length, last])).toEqual([
      [CHUNK, false],
      [CHUNK, false],
      [9, true],
    ]);
    expect(entriesOf(page.entries(), 'actor')).toHaveLength(1);
  });

  it('is told of each beat, and of nothing while there is none', () => {
    const { page, world, actor, beat } = shownRoom();
    page.forget();
    beat();
    expect(page.texts).toEqual([]);
    world.socket.say(null, null, TOPIC, 'shout', {});
    world.socket.say(null, null, TOPIC, 'shout', {});
    beat();
    const { n, events } = actor(TOPIC);
    expect(page.of('beat')).toEqual([
      {
        type: 'beat',
        at: 300,
        entries: [
          {
            k: 'event',
            at: 200,
            n,
            from: 'socket',
            type: 'channel.message',
            detail: { joinRef: null, event: 'shout' },
            times: 1,
          },
        ],
        counts: [[n, events]],
        dropped: 0,
      },
    ]);
  });

  it('is told of a chart before the first actor that runs it', () => {
    const { hub, world, client, beat } = inspectedWorld();
    const page = new Page();
    show(hub, page, null);
    page.forget();
    world.open();
    join(client, TOPIC);
    beat();
    expect(page.texts.map((text) => JSON.parse(text).type)).toEqual(['chart', 'beat']);
    expect(page.of('chart')[0]?.id).toBe('channel');
  });

  it('hears nothing more once it is gone', () => {
    const { page, shown, world, beat } = shownRoom();
    shown.end();
    page.forget();
    world.socket.say(null, null, TOPIC, 'shout', {});
    beat();
    expect(page.texts).toEqual([]);
  });

  it('is refused what it can not ask', () => {
    const { page, shown } = shownRoom();
    for (const text of ['', '{', 'null', '[]', '{"type":"send"}', '{"type":"other","n":1}']) {
      page.forget();
      shown.receive(text);
      expect(page.of('refused')).toHaveLength(1);
    }
  });
});

describe('a slow page', () => {
  it('is told nothing until it has caught up, and then of the last states', () => {
    const { hub, time } = tapped();
    const names = ['stays', 'goes', 'comes and goes', 'comes'];
    const appears = (name = '') =>
      hub.appears({ sessionId: name, chart: 'channel', name, parentId: undefined, machine: null });
    const moves = (name: string, value: string) => hub.moves(name, { ...active, value }, 'moved');
    const ends = (name: string) => hub.moves(name, { ...active, status: 'done', value: 'left' }, 'ended');
    const takes = (name: string) => hub.takes(name, { type: 'custom', detail: {}, from: 'outside' });
    const beat = () => time.increment(100);
    names.slice(0, 2).forEach(appears);
    beat();
    const page = new Page();
    show(hub, page, null);
    page.forget();

    page.bufferedAmount = SLOW_BYTES + 1;
    names.slice(2).forEach(appears);
    moves('stays', 'one');
    moves('comes and goes', 'one');
    takes('comes and goes');
    beat();
    moves('stays', 'two');
    moves('comes', 'two');
    takes('stays');
    ends('goes');
    ends('comes and goes');
    beat();
    expect(page.texts).toEqual([]);

    page.bufferedAmount = 0;
    moves('stays', 'three');
    beat();
    const [told, ...others] = page.of('beat');
    expect(others).toEqual([]);
    expect(told?.entries).toMatchObject([
      { k: 'actor', row: { name: 'comes' } },
      { k: 'state', n: 1, value: 'two' },
      { k: 'state', n: 4, value: 'two' },
      { k: 'state', n: 2, status: 'done' },
      { k: 'state', n: 1, value: 'three' },
    ]);
    // Two events, an older state, and the actor that came and went, with its two states.
    expect(told?.dropped).toBe(6);
    expect(told?.counts).toEqual([[1, 1]]);
    moves('stays', 'four');
    beat();
    expect(page.of('beat').at(-1)).toMatchObject({ dropped: 0, entries: [{ value: 'four' }] });
  });
});

describe('frames', () => {
  it('are shown while somebody watches: their heads, their sizes, and not their payloads', () => {
    const { frames, world, entries, beat } = shownRoom();
    const undo = frames.watch();
    world.socket.say(null, null, TOPIC, 'shout', { body: 'hello' });
    beat();
    expect(entries('frame')).toEqual([
      {
        k: 'frame',
        at: 100,
        client: 1,
        direction: 'in',
        topic: TOPIC,
        event: 'shout',
        ref: null,
        joinRef: null,
        bytes: JSON.stringify([null, null, TOPIC, 'shout', { body: 'hello' }]).length,
        times: 0,
      },
    ]);
    undo();
    world.socket.say(null, null, TOPIC, 'shout', {});
    beat();
    expect(entries('frame')).toHaveLength(1);
  });

  it('are not looked at while nobody watches', () => {
    const { frames, client } = shownRoom();
    const { taps } = client.getSnapshot().context.connection;
    expect(taps.size).toBe(0);
    const [one, other] = [frames.watch(), frames.watch()];
    expect(taps.size).toBe(1);
    one();
    expect(taps.size).toBe(1);
    other();
    expect(taps.size).toBe(0);
  });

  it('of a client that comes later are shown too, from its first one on', () => {
    const { frames, world, client, entries } = inspectedWorld();
    frames.watch();
    world.open();
    join(client, TOPIC);
    accept(world.socket);
    expect(entries('frame').map(({ direction, event }) => `${direction} ${event}`)).toEqual([
      'out phx_join',
      'in phx_reply',
    ]);
  });

  it('that many of a kind are, are one, with how many more there were', () => {
    const { frames, world, entries, beat } = shownRoom();
    frames.watch();
    for (let index = 0; index < 50; index += 1) world.socket.say(null, null, TOPIC, 'shout', {});
    beat();
    expect(entries('frame').map(({ times }) => times)).toEqual([49]);
  });

  it('do not disturb others who listen', () => {
    const { frames, world, client } = shownRoom();
    frames.watch()();
    let heard = 0;
    onFrame(client, () => heard++);
    world.socket.say(null, null, TOPIC, 'shout', {});
    expect(heard).toBe(1);
  });
});
