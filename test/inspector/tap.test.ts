import { describe, expect, it, vi } from 'vitest';
import { awaitJoin, join, leave, on, push } from 'xstate-phoenix';
import { createPresence } from 'xstate-phoenix/presence';
import { accept, crash, hear, TOPIC, turns } from '../support/room.ts';
import { createWorld } from '../support/world.ts';
import { entriesOf, inspectedWorld, tapped } from './inspected.ts';

/** A life with most of what there is; what the client and the topic said, and what went over the wire. */
async function live(world: ReturnType<typeof createWorld>) {
  const { client, clock } = world;
  const said = hear(client);
  client.start();
  world.open();
  const room = join(client, TOPIC);
  const heard = hear(room);
  accept(world.socket);
  const reply = push(room, 'ask', { n: 1 });
  world.socket.reply(world.socket.last('ask'), 'ok', { n: 2 });
  world.socket.say(null, null, TOPIC, 'shout', { n: 3 });
  crash(world.socket);
  clock.increment(1000);
  world.socket.close(1006);
  clock.increment(10);
  const sockets = world.sockets.map(({ frames }) => frames);
  await reply;
  client.stop();
  return { said, heard, sockets };
}

describe('the tap', () => {
  it('shows the client, its topics and what is between them', () => {
    const { client, world, actor, hub } = inspectedWorld();
    world.open();
    join(client, TOPIC);
    expect([...hub.actors()].map(({ name, chart }) => [name, chart])).toEqual([
      ['client', 'client'],
      ['channels', null],
      ['page', null],
      ['transport', null],
      [TOPIC, 'channel'],
    ]);
    expect(actor('client').parent).toBeNull();
    expect(actor(TOPIC).parent).toBe(actor('channels').n);
    expect(actor('channels').parent).toBe(actor('client').n);
  });

  it('shows their states, with what they know', () => {
    const { client, world, actor } = inspectedWorld();
    expect(actor('client').value).toEqual({ connecting: 'dialing' });
    world.open();
    expect(actor('client')).toMatchObject({ tags: ['connected'], context: { connections: 1, retryAt: null } });
    join(client, TOPIC);
    accept(world.socket);
    expect(actor(TOPIC)).toMatchObject({ value: 'joined', tags: ['joined', 'can-push'], context: { joinRef: '1' } });
  });

  it('tells who has sent an event', () => {
    const { client, world, actor, entries } = inspectedWorld();
    world.open();
    const room = join(client, TOPIC);
    accept(world.socket);
    void leave(room);
    const from = (type: string) => entries('event').find((entry) => entry.type === type)?.from;
    expect(from('transport.opened')).toBe('socket');
    expect(from('connection.opened')).toBe(actor('client').n);
    expect(from('join.accepted')).toBe('socket');
    expect(from('channel.leave')).toBe('outside');
  });

  it('tells of an end, and forgets the actor', () => {
    const { client, world, actor, hub, tap, entries } = inspectedWorld();
    world.open();
    const room = join(client, TOPIC);
    accept(world.socket);
    const { n, sessionId } = actor(TOPIC);
    void leave(room);
    world.socket.reply(world.socket.last('phx_leave'));
    expect(entries('state').findLast((entry) => entry.n === n)).toMatchObject({ status: 'done', value: 'left' });
    expect(hub.actor(n)).toBeUndefined();
    expect(tap.refOf(sessionId)).toBeUndefined();
    const told = entries('event').length;
    vi.spyOn(console, 'warn').mockImplementation(() => {});
    room.send({ type: 'channel.leave' });
    expect(entries('event')).toHaveLength(told);
    vi.restoreAllMocks();
  });

  it('gives a topic that is joined anew a new number', () => {
    const { client, world, actor } = inspectedWorld();
    world.open();
    void leave(join(client, TOPIC));
    const before = actor(TOPIC).n;
    world.socket.reply(world.socket.last('phx_leave'));
    join(client, TOPIC);
    expect(actor(TOPIC).n).toBeGreaterThan(before);
  });

  it('forgets all actors of a client that is stopped', () => {
    const { client, world, hub, entries } = inspectedWorld();
    world.open();
    join(client, TOPIC);
    client.stop();
    expect([...hub.actors()]).toEqual([]);
    expect(entries('state').filter(({ status }) => status === 'stopped')).toHaveLength(5);
  });

  it('shows the clients of one inspector side by side', () => {
    const { tap, hub } = tapped();
    for (const name of ['one', 'two']) createWorld({ url: `ws://${name}.test/socket` }, { inspect: tap.inspect });
    expect([...hub.actors()].filter(({ chart }) => chart === 'client').map(({ n }) => n)).toEqual([1, 5]);
  });

  it('shows a client whose input is bad as broken, and forgets it', () => {
    const { tap, hub } = tapped();
    const { client } = createWorld({ heartbeatIntervalMs: -1 }, { start: false, inspect: tap.inspect });
    client.subscribe({ error: () => {} });
    client.start();
    const states = entriesOf(hub.past().entries, 'state');
    expect(states).toMatchObject([{ n: 1, status: 'error' }]);
    expect(hub.actor(1)).toBeUndefined();
  });

  it('shows a topic that threw as broken, and forgets it', () => {
    vi.spyOn(console, 'error').mockImplementation(() => {});
    const { client, world, hub, actor, entries } = inspectedWorld();
    world.open();
    const room = join(client, TOPIC);
    accept(world.socket);
    const { n } = actor(TOPIC);
    room.subscribe({ error: () => {} });
    room.send({ type: 'push.settled', id: undefined, event: 'x', outcome: undefined as never });
    expect(entries('state').findLast((entry) => entry.n === n)).toMatchObject({ status: 'error' });
    expect(hub.actor(n)).toBeUndefined();
    vi.restoreAllMocks();
  });

  it('takes the data of a joined topic for no new state', () => {
    const { client, world, hub } = inspectedWorld();
    world.open();
    join(client, TOPIC);
    accept(world.socket);
    const moves = vi.spyOn(hub, 'moves');
    world.socket.say(null, null, TOPIC, 'shout', {});
    expect(moves).not.toHaveBeenCalled();
  });
});

describe('a filter of topics', () => {
  const topics = (topic: string) => topic.startsWith('room:');

  it('leaves out those it does not want, wherever their names stand', () => {
    const { client, world, hub, frames } = inspectedWorld({ topics });
    const told: unknown[] = [];
    const tell = (...what: unknown[]) => told.push(...what);
    hub.listen({ appeared: tell, took: tell, moved: tell, vanished: tell });
    frames.watch();
    world.open();
    client.send({ type: 'channel.join', topic: 'private:1' });
    client.send({ type: 'channel.join', topic: 'room:1' });
    accept(world.socket);
    client.send({ type: 'channel.leave', topic: 'private:1' });
    world.socket.reply(world.socket.last('phx_leave'));
    const text = JSON.stringify([told, hub.past()]);
    expect(text).toContain('room:1');
    expect(text).not.toContain('private');
  });

  it('that throws wants nothing', () => {
    const { client, world, hub } = inspectedWorld({
      topics: () => {
        throw new Error('no');
      },
    });
    world.open();
    join(client, TOPIC);
    expect([...hub.actors()].map(({ name }) => name)).not.toContain(TOPIC);
  });
});

describe('an inspected client', () => {
  it('lives as one that is not', async () => {
    const { tap } = tapped();
    const inspected = await live(createWorld({}, { start: false, inspect: tap.inspect }));
    expect(inspected).toEqual(await live(createWorld({}, { start: false })));
  });

  it('feels nothing of a redaction that throws', async () => {
    const fails = () => {
      throw new Error('no');
    };
    const { tap, hub } = tapped({ redact: { event: fails }, topics: () => true });
    const inspected = await live(createWorld({}, { start: false, inspect: tap.inspect }));
    expect(inspected).toEqual(await live(createWorld({}, { start: false })));
    expect(entriesOf(hub.past().entries, 'event').map(({ type }) => type)).toContain('join.accepted');
  });

  it('feels nothing of a listener of the hub that throws, and neither do the others', async () => {
    const { tap, hub } = tapped();
    const fails = () => {
      throw new Error('no');
    };
    let took = 0;
    hub.listen({ appeared: fails, took: fails, moved: fails, vanished: fails, beat: fails });
    hub.listen({ took: () => took++ });
    await live(createWorld({}, { start: false, inspect: tap.inspect }));
    expect(took).toBeGreaterThan(10);
  });

  it('feels nothing of an inspection event that nobody understands', () => {
    const { tap } = tapped();
    // @ts-expect-error XState sends no such thing.
    expect(() => tap.inspect.next?.({ type: '@xstate.snapshot' })).not.toThrow();
  });

  it('goes on when the tap is stopped, which sees nothing more', async () => {
    const { client, world, tap, hub, entries } = inspectedWorld();
    world.open();
    const seen = entries('event').length;
    tap.stop();
    const room = join(client, TOPIC);
    let heard = 0;
    on(room, 'shout', () => heard++);
    accept(world.socket);
    await awaitJoin(room);
    world.socket.say(null, null, TOPIC, 'shout', {});
    await turns();
    expect(heard).toBe(1);
    expect(hub.past().entries.filter(({ k }) => k === 'event')).toHaveLength(seen);
  });
});

describe('a presence', () => {
  const entry = { metas: [{ phx_ref: '1', name: 'SECRET' }] };
  const presentWorld = (...given: Parameters<typeof inspectedWorld>) => {
    const made = inspectedWorld(...given);
    made.world.open();
    const room = join(made.client, TOPIC);
    accept(made.world.socket);
    const presence = createPresence(room);
    made.world.socket.say(null, null, TOPIC, 'presence_state', { SECRET: entry, bo: entry });
    return { ...made, presence };
  };

  it('is shown below its topic: its state, and how many there are, but not who', () => {
    const { actor, entries, hub, presence } = presentWorld();
    const name = `presence of ${TOPIC}`;
    expect(actor(name)).toMatchObject({ chart: 'presence', value: 'synced', context: { state: 2 } });
    expect(actor(name).parent).toBe(actor(TOPIC).n);
    const told = entries('event').filter(({ type }) => type === 'state.received');
    expect(told).toMatchObject([{ from: 'socket', detail: {} }]);
    expect(JSON.stringify([...hub.actors(), hub.past()])).not.toContain('SECRET');
    presence.dispose();
    expect([...hub.actors()].map(({ name }) => name)).not.toContain(name);
  });

  it('has a chart', () => {
    const { hub } = presentWorld();
    expect(hub.charts().presence?.root.states.map(({ name }) => name)).toEqual(['waiting', 'synced', 'stale']);
  });

  it('is left out with its topic', () => {
    const { hub } = presentWorld({ topics: () => false });
    expect([...hub.actors()].map(({ name }) => name)).not.toContain(`presence of ${TOPIC}`);
  });
});
