import { describe, expect, it, vi } from 'vitest';
import { join, leave, on, rejoin } from 'xstate-phoenix';
import { createPresence } from 'xstate-phoenix/presence';
import { reactive } from '../support/reactive.ts';
import { accept, crash, drop, end, joiningRoom, of, TOPIC, turns } from '../support/room.ts';
import { createWorld } from '../support/world.ts';
import { entries } from './metas.ts';
import { news, presentRoom, rejoined, shown, talking } from './presences.ts';

describe('a presence', () => {
  it('waits for the state, and then shows who is there', () => {
    const { make, state } = presentRoom();
    const presence = make();
    expect(shown(presence)).toEqual({ value: 'waiting', refs: {} });
    state({ ana: ['1'], bo: ['2'] });
    expect(shown(presence)).toEqual({ value: 'synced', refs: { ana: ['1'], bo: ['2'] } });
    expect(presence.stale).toBe(false);
  });

  it('tells who joins and who leaves, and that the list is right after that', () => {
    const { make, state, diff } = presentRoom();
    const told = news(make());
    state({ ana: ['1'] });
    diff({ ana: ['2'], bo: ['3'] }, { ana: ['1'] });
    diff({}, { ana: ['2'] });
    expect(told).toEqual([
      ['join', 'ana', undefined, ['1']],
      ['sync'],
      ['join', 'ana', ['1'], ['2']],
      ['join', 'bo', undefined, ['3']],
      ['leave', 'ana', ['2'], ['1']],
      ['sync'],
      ['leave', 'ana', [], ['2']],
      ['sync'],
    ]);
  });

  it('tells an update between the join and the leave of it', () => {
    const { make, state, update } = presentRoom();
    const told = news(make());
    state({ bo: ['1'] });
    told.length = 0;
    update('bo', '1', '2');
    expect(told).toEqual([
      ['join', 'bo', ['1'], ['2']],
      ['update', 'bo', '1', '2'],
      ['leave', 'bo', ['2'], ['1']],
      ['sync'],
    ]);
  });

  it('applies the diffs that come before the state right after it, and tells one sync', () => {
    const { make, state, diff } = presentRoom();
    const presence = make();
    const told = news(presence);
    diff({ bo: ['2'] });
    diff({}, { ana: ['1'] });
    expect(told).toEqual([]);
    expect(shown(presence)).toEqual({ value: 'waiting', refs: {} });
    state({ ana: ['1'] });
    expect(shown(presence).refs).toEqual({ bo: ['2'] });
    expect(told.map(([what, key]) => [what, key])).toEqual([
      ['join', 'ana'],
      ['join', 'bo'],
      ['leave', 'ana'],
      ['sync', undefined],
    ]);
  });

  it.each(['before', 'after'])('tells a joiner once that it is there, whose own diff comes %s the state', (order) => {
    const { make, state, diff } = presentRoom();
    const presence = make();
    const told = news(presence);
    if (order === 'before') diff({ me: ['1'] });
    state({ me: ['1'] });
    if (order === 'after') diff({ me: ['1'] });
    expect(shown(presence).refs).toEqual({ me: ['1'] });
    expect(told.filter(([what]) => what === 'join')).toEqual([['join', 'me', undefined, ['1']]]);
  });

  it('shows its new state to its listeners', () => {
    const { make, state, diff } = presentRoom();
    const presence = make();
    const seen: unknown[] = [];
    presence.onJoin((key) => seen.push([key, presence.list((name) => name)]));
    presence.onLeave((key) => seen.push([key, Object.keys(presence.getSnapshot().context.state)]));
    presence.subscribe(({ value, context }) => seen.push([value, Object.keys(context.state)]));
    state({ ana: ['1'] });
    diff({}, { ana: ['1'] });
    expect(seen).toEqual([
      ['ana', ['ana']],
      ['synced', ['ana']],
      ['ana', []],
      ['synced', []],
    ]);
  });

  it('lists entries, or what one makes of them, in the order of the keys', () => {
    const { make, state, diff } = presentRoom();
    const presence = make();
    state({ zoe: ['1'], ana: ['2', '3'] });
    diff({ bo: ['4'] }, { zoe: ['1'] });
    diff({ zoe: ['5'] });
    expect(presence.list().map(({ metas }) => metas.length)).toEqual([2, 1, 1]);
    expect(presence.list((key, { metas: [first] }) => `${key} ${first?.phx_ref}`)).toEqual(['ana 2', 'bo 4', 'zoe 5']);
  });

  it('gives snapshots that never change, with the same state until somebody joins or leaves', () => {
    const { make, state, diff } = presentRoom();
    const presence = make();
    const waiting = presence.getSnapshot();
    state({ ana: ['1'] });
    const first = presence.getSnapshot();
    expect(presence.getSnapshot()).toBe(first);
    diff({ ana: ['1'] });
    expect(presence.getSnapshot().context.state).toBe(first.context.state);
    diff({ bo: ['2'] });
    const second = presence.getSnapshot();
    diff({}, { ana: ['1'], bo: ['2'] });
    expect(Object.keys(waiting.context.state)).toEqual([]);
    expect(Object.keys(first.context.state)).toEqual(['ana']);
    expect(Object.keys(second.context.state)).toEqual(['ana', 'bo']);
    expect(second.context.state.ana).toBe(first.context.state.ana);
  });

  it('does not hear other messages, and leaves the payload as it is', () => {
    const { room, make, say, state } = presentRoom();
    const presence = make();
    const told = news(presence);
    const heard: unknown[] = [];
    on(room, 'presence_state', (payload) => heard.push(payload));
    say('new_msg', { joins: {} });
    say('presence_other', { joins: {} });
    expect(told).toEqual([]);
    state({ ana: ['1'] });
    state({ ana: ['1'] });
    expect(heard).toEqual([entries({ ana: ['1'] }), entries({ ana: ['1'] })]);
  });

  it('has the names of events that you give it', () => {
    const { make, say } = presentRoom();
    const presence = make({ events: { state: 'who', diff: 'who_diff' } });
    say('presence_state', entries({ zoe: ['9'] }));
    say('who', entries({ ana: ['1'] }));
    say('who_diff', { joins: entries({ bo: ['2'] }), leaves: {} });
    expect(shown(presence).refs).toEqual({ ana: ['1'], bo: ['2'] });
  });

  it('shares nothing with another presence', () => {
    const { make, state, say } = presentRoom();
    const other = make({ events: { state: 'who', diff: 'who_diff' } });
    const presence = make();
    state({ ana: ['1'] });
    say('who', entries({ bo: ['2'] }));
    expect([shown(presence).refs, shown(other).refs]).toEqual([{ ana: ['1'] }, { bo: ['2'] }]);
    expect(shown(presentRoom().make()).refs).toEqual({});
  });

  it('ends a listener by what adding it returned', () => {
    const { make, state, diff } = presentRoom();
    const presence = make();
    const calls: string[] = [];
    const call = () => void calls.push('called');
    const undo = [presence.onJoin, presence.onLeave, presence.onUpdate, presence.onSync, presence.subscribe].map(
      (add) => add(call),
    );
    const twice = presence.onSync(call);
    for (const end of undo) end();
    state({ ana: ['1'] });
    expect(calls).toEqual(['called']);
    twice();
    diff({}, { ana: ['1'] });
    expect(calls).toEqual(['called']);
  });
});

describe('a presence whose topic is lost', () => {
  it('keeps its list, which is stale until the next state', () => {
    const it = presentRoom();
    const presence = it.make();
    it.state({ ana: ['1'], bo: ['2'] });
    drop(it);
    expect([presence.stale, shown(presence)]).toEqual([true, { value: 'stale', refs: { ana: ['1'], bo: ['2'] } }]);
    it.clock.increment(10);
    accept(it.world.open());
    expect(presence.stale).toBe(true);
    const told = news(presence);
    it.state({ bo: ['2'], cy: ['3'] });
    expect([presence.stale, shown(presence).refs]).toEqual([false, { bo: ['2'], cy: ['3'] }]);
    expect(told).toEqual([['join', 'cy', undefined, ['3']], ['leave', 'ana', [], ['1']], ['sync']]);
  });

  it.each([
    ['crashes', ({ socket }: ReturnType<typeof presentRoom>) => crash(socket)],
    ['is joined again', ({ room }: ReturnType<typeof presentRoom>) => void rejoin(room)],
  ])('is stale when the topic %s', (_, act) => {
    const it = presentRoom();
    const presence = it.make();
    it.state({ ana: ['1'] });
    act(it);
    expect(presence.stale).toBe(true);
    it.clock.increment(1_000);
    accept(it.world.socket);
    it.diff({ bo: ['2'] });
    expect(shown(presence)).toEqual({ value: 'stale', refs: { ana: ['1'] } });
    it.state({ ana: ['1'] });
    expect(shown(presence)).toEqual({ value: 'synced', refs: { ana: ['1'], bo: ['2'] } });
  });

  it('forgets the diffs that waited for a state of an older join', () => {
    const it = presentRoom();
    const presence = it.make();
    it.diff({ ghost: ['1'] });
    rejoined(it);
    it.diff({ bo: ['2'] });
    it.state({ ana: ['3'] });
    expect(shown(presence).refs).toEqual({ ana: ['3'], bo: ['2'] });
  });

  it('forgets them in a second loss, too', () => {
    const it = presentRoom();
    const presence = it.make();
    it.state({ ana: ['1'] });
    rejoined(it);
    it.diff({ ghost: ['2'] });
    rejoined(it);
    it.state({ ana: ['1'] });
    expect(shown(presence).refs).toEqual({ ana: ['1'] });
  });
});

describe('a presence that is made late', () => {
  it('has the state that came before, and tells it to the listeners that are added then', async () => {
    const { make, state, diff } = presentRoom();
    diff({ me: ['3'] });
    state({ ana: ['1'], bo: ['2'] });
    diff({}, { bo: ['2'] });
    const presence = make();
    expect(shown(presence)).toEqual({ value: 'synced', refs: { ana: ['1'], me: ['3'] } });
    const told = news(presence);
    await turns();
    expect(told.map(([what, key]) => [what, key])).toEqual([
      ['join', 'ana'],
      ['join', 'bo'],
      ['join', 'me'],
      ['sync', undefined],
      ['leave', 'bo'],
      ['sync', undefined],
    ]);
  });

  it('tells that before what comes next', () => {
    const { make, state, diff } = presentRoom();
    state({ ana: ['1'] });
    const told = news(make());
    diff({}, { ana: ['1'] });
    expect(told.map(([what]) => what)).toEqual(['join', 'sync', 'leave', 'sync']);
  });

  it('tells nothing if it was disposed before', async () => {
    const { make, state } = presentRoom();
    state({ ana: ['1'] });
    const presence = make();
    const told = news(presence);
    presence.dispose();
    await turns();
    expect(told).toEqual([]);
  });

  it('does not take what belongs to an older join', () => {
    const it = presentRoom();
    it.state({ ana: ['1'] });
    rejoined(it);
    expect(shown(it.make())).toEqual({ value: 'waiting', refs: {} });
    it.diff({ bo: ['2'] });
    const presence = it.make();
    expect(shown(presence)).toEqual({ value: 'waiting', refs: {} });
    it.state({ cy: ['3'] });
    expect(shown(presence).refs).toEqual({ cy: ['3'], bo: ['2'] });
  });

  it('may come after any number of diffs, if there has always been one', () => {
    const { make, state, diff } = presentRoom();
    make();
    state({ ana: ['0'] });
    for (let index = 1; index <= 2_500; index += 1) diff({ ana: [`${index}`] }, { ana: [`${index - 1}`] });
    expect(shown(make())).toEqual({ value: 'synced', refs: { ana: ['2500'] } });
  });

  it('waits for the next state if a thousand messages came before, and none kept them', () => {
    const { make, state, diff } = presentRoom();
    state({ ana: ['0'] });
    for (let index = 1; index <= 1_000; index += 1) diff({ ana: [`${index}`] }, { ana: [`${index - 1}`] });
    const presence = make();
    expect(shown(presence)).toEqual({ value: 'waiting', refs: {} });
    state({ ana: ['1000'] });
    expect(shown(presence).refs).toEqual({ ana: ['1000'] });
  });

  it('waits, too, if the one before it still waits', () => {
    const { make, diff } = presentRoom();
    make();
    for (let index = 1; index <= 600; index += 1) diff({ ana: [`${index}`] }, { ana: [`${index - 1}`] });
    expect(shown(make())).toEqual({ value: 'waiting', refs: {} });
  });

  it('takes what a presence with other events has left alone', () => {
    const { make, state, diff, say } = presentRoom();
    make({ events: { state: 'who', diff: 'who_diff' } });
    say('who', {});
    state({ ana: ['0'] });
    for (let index = 1; index <= 600; index += 1) diff({ ana: [`${index}`] }, { ana: [`${index - 1}`] });
    expect(shown(make()).refs).toEqual({ ana: ['600'] });
  });
});

describe('a presence whose topic ends', () => {
  it('is empty as soon as the topic is left, tells no leaves, and is stopped with it', () => {
    const { room, make, state, socket } = presentRoom();
    const presence = make();
    state({ ana: ['1'] });
    const told = news(presence);
    const seen: unknown[] = [];
    presence.subscribe(({ value, context }) => seen.push([value, Object.keys(context.state)]));
    void leave(room);
    expect(shown(presence)).toEqual({ value: 'waiting', refs: {} });
    expect(seen).toEqual([['waiting', []]]);
    socket.reply(socket.last('phx_leave'));
    expect(told).toEqual([]);
    expect(presence.getSnapshot().status).toBe('stopped');
  });

  it('is empty when the server closes the topic, and goes on when that is joined again', () => {
    const it = presentRoom();
    const presence = it.make();
    it.state({ ana: ['1'] });
    end(it.socket);
    expect(it.room.getSnapshot().value).toBe('closed');
    expect(shown(presence)).toEqual({ value: 'waiting', refs: {} });
    join(it.client, TOPIC);
    accept(it.socket);
    it.state({ bo: ['2'] });
    expect(shown(presence)).toEqual({ value: 'synced', refs: { bo: ['2'] } });
  });

  it('can be made on a topic that was left: it is empty', () => {
    const { room, make, socket } = presentRoom();
    void leave(room);
    socket.reply(socket.last('phx_leave'));
    const presence = make();
    expect(shown(presence)).toEqual({ value: 'waiting', refs: {} });
    expect(presence.getSnapshot().status).toBe('stopped');
    presence.dispose();
  });

  it('goes on when the client is stopped and started again', () => {
    const it = presentRoom();
    const presence = it.make();
    const told = news(presence);
    it.state({ ana: ['1'] });
    it.client.stop();
    expect(shown(presence)).toEqual({ value: 'stale', refs: { ana: ['1'] } });
    expect(presence.getSnapshot().status).toBe('stopped');
    it.client.start();
    accept(it.world.open());
    told.length = 0;
    it.state({ ana: ['1'], bo: ['2'] });
    expect(presence.getSnapshot().status).toBe('active');
    expect(shown(presence)).toEqual({ value: 'synced', refs: { ana: ['1'], bo: ['2'] } });
    expect(told).toEqual([['join', 'bo', undefined, ['2']], ['sync']]);
    it.client.stop();
    expect(presence.getSnapshot().status).toBe('stopped');
  });

  it('hears all once if it was made while the client was stopped', () => {
    const it = presentRoom();
    it.client.stop();
    const presence = it.make();
    const told = news(presence);
    it.client.start();
    accept(it.world.open());
    it.state({ ana: ['1'] });
    expect(told).toEqual([['join', 'ana', undefined, ['1']], ['sync']]);
  });

  it('hears nothing any more once it is disposed, however often', () => {
    const warned = vi.spyOn(console, 'warn');
    const { room, make, state, diff, client } = presentRoom();
    const presence = make();
    const told = news(presence);
    state({ ana: ['1'] });
    told.length = 0;
    presence.dispose();
    presence.dispose();
    diff({ bo: ['2'] });
    expect(told).toEqual([]);
    expect([shown(presence).refs, presence.getSnapshot().status]).toEqual([{ ana: ['1'] }, 'stopped']);
    client.stop();
    presence.dispose();
    expect(room.getSnapshot().status).toBe('stopped');
    expect(warned).not.toHaveBeenCalled();
    warned.mockRestore();
  });
});

describe('a presence, among code that it does not know,', () => {
  it('reports listeners that throw or reject, and goes on', async () => {
    const { make, state, diff, said } = presentRoom();
    const presence = make();
    presence.onJoin(() => {
      throw new Error('join');
    });
    presence.onSync(() => Promise.reject(new Error('sync')));
    presence.subscribe(() => {
      throw new Error('subscribe');
    });
    const told = news(presence);
    state({ ana: ['1'] });
    await turns();
    expect(of(said, 'listener.failed').map(({ topic, event }) => [topic, event])).toEqual([
      [TOPIC, 'onJoin'],
      [TOPIC, 'subscribe'],
      [TOPIC, 'onSync'],
    ]);
    diff({ bo: ['2'] });
    expect(told.map(([what]) => what)).toEqual(['join', 'sync', 'join', 'sync']);
  });

  it.each(['null', '7', '{"ana":null}', '{"ana":{}}', '{"ana":{"metas":7}}', '{"ana":{"metas":[null]}}'])(
    'reports the state %s, and harms nothing',
    (text) => {
      const { room, make, say, state, said } = presentRoom();
      const presence = make();
      say('presence_state', JSON.parse(text));
      expect(of(said, 'listener.failed')).toHaveLength(text === '7' || text.includes('null]') ? 0 : 1);
      expect(room.getSnapshot().value).toBe('joined');
      state({ ana: ['1'] });
      expect(shown(presence).refs.ana).toContain('1');
    },
  );

  it.each(['null', '{}', '{"joins":{}}', '{"joins":{},"leaves":null}', '{"joins":{"ana":{}},"leaves":{}}'])(
    'reports the diff %s, at once or after the state, and harms nothing',
    (text) => {
      for (const isEarly of [true, false]) {
        const { room, make, say, state, diff, said } = presentRoom();
        const presence = make();
        if (isEarly) say('presence_diff', JSON.parse(text));
        state({ bo: ['1'] });
        if (!isEarly) say('presence_diff', JSON.parse(text));
        expect(of(said, 'listener.failed').map(({ topic }) => topic)).toEqual([TOPIC]);
        expect(room.getSnapshot().value).toBe('joined');
        diff({ cy: ['2'] });
        expect(shown(presence).refs).toEqual({ bo: ['1'], cy: ['2'] });
      }
    },
  );

  it('tells all before a listener that lets something happen, and then that', () => {
    const { room, make, state } = presentRoom();
    const presence = make();
    presence.onJoin((key) => {
      if (key === 'ana') void leave(room);
    });
    const told = news(presence);
    state({ ana: ['1'], bo: ['2'] });
    expect(told.map(([what]) => what)).toEqual(['join', 'join', 'sync']);
    expect(shown(presence).refs).toEqual({});
  });

  it('works behind the proxies of others', () => {
    const { make, state } = presentRoom();
    const presence = reactive(make());
    state({ ana: ['1'] });
    expect(presence.list((key) => key)).toEqual(['ana']);
    expect(Object.keys(reactive(presence.getSnapshot()).context.state)).toEqual(['ana']);
    expect(presence.stale).toBe(false);
  });

  it('shows nobody in a serialised snapshot, be it its own, that of its topic or that of the client', () => {
    const { client, room, make, state, diff } = presentRoom();
    const presence = make();
    state({ ana: ['SECRET'] });
    diff({ bo: ['SECRET'] });
    expect(presence.getSnapshot().context.state.ana?.metas[0]?.phx_ref).toBe('SECRET');
    for (const text of [presence, room, client].map((actor) => JSON.stringify(actor.getSnapshot())))
      expect(text).not.toContain('SECRET');
    expect(JSON.stringify(client.getPersistedSnapshot())).not.toContain('SECRET');
  });

  it('needs nothing of the topic before that is joined', () => {
    const it = joiningRoom();
    const presence = createPresence(it.room);
    expect(shown(presence)).toEqual({ value: 'waiting', refs: {} });
    accept(it.socket);
    talking(it).state({ ana: ['1'] });
    expect(shown(presence).refs).toEqual({ ana: ['1'] });
  });
});

describe('the actor of a presence', () => {
  it('is seen below the topic, on the same system, and takes events for what it hears', () => {
    const seen: string[] = [];
    const world = createWorld(
      {},
      {
        inspect: (event) => {
          const [id, parent] = ['id', '_parent'].map((name): unknown => Reflect.get(event.actorRef, name));
          if (id !== 'presence') return;
          if (event.type === '@xstate.actor') seen.push(`below ${parent === room ? TOPIC : 'another'}`);
          if (event.type === '@xstate.event') seen.push(event.event.type);
        },
      },
    );
    const room = join(world.client, TOPIC);
    accept(world.open());
    const presence = createPresence(room);
    const { state, diff } = talking({ world });
    state({ ana: ['1'] });
    diff({ bo: ['2'] });
    rejoined({ world });
    presence.dispose();
    expect(seen).toEqual([
      `below ${TOPIC}`,
      'xstate.init',
      'state.received',
      'diff.received',
      ...seen.slice(4, -1).map(() => 'join.lost'),
      'xstate.stop',
    ]);
    expect(seen).toContain('join.lost');
  });
});
