import { describe, expect, it, vi } from 'vitest';
import { createActor, type InspectionEvent, setup } from 'xstate';
import { clientMachine, connect, disconnect, interpret, join, leave } from 'xstate-phoenix';
import { createGroup, groupMachine } from 'xstate-phoenix/group';
import { createPool } from 'xstate-phoenix/pool';
import { GROUP, GroupWorld, sensors } from './groups.ts';

describe('a group', () => {
  it('can be stopped and started again, as React does', async () => {
    const world = new GroupWorld();
    const ana = world.member('ana');
    ana.group.stop();
    ana.group.start();
    await world.flow(6_000);
    expect(ana.owned).toEqual(sensors(20));
    ana.group.stop();
    expect([ana.owned, ana.group.getSnapshot().status]).toEqual([[], 'stopped']);
    await world.flow(100);
    expect([world.ownersAt('sensor:1'), world.phoenix.joined(GROUP)]).toEqual([[], []]);
    ana.group.start();
    await world.flow(6_000);
    expect(ana.owned).toEqual(sensors(20));
    expect(world.ownersAt('sensor:1')).toEqual(['ana']);
  });

  it('gives all up when its client is stopped or disconnects, and goes on when that does', async () => {
    const world = new GroupWorld();
    const ana = world.member('ana');
    await world.flow(6_000);
    ana.client.stop();
    expect([ana.owned, ana.state]).toEqual([[], 'joining']);
    ana.client.start();
    await world.flow(1_000);
    expect(world.ownersAt('sensor:1')).toEqual([]);
    await world.flow(5_000);
    expect(ana.owned).toEqual(sensors(20));
    void disconnect(ana.client);
    expect([ana.owned, ana.state]).toEqual([[], 'joining']);
    await world.flow(10_000);
    expect(world.ownersAt('sensor:1')).toEqual([]);
    void connect(ana.client);
    await world.flow(6_000);
    expect(ana.owned).toEqual(sensors(20));
    expect(world.ownersAt('sensor:1')).toEqual(['ana']);
  });

  it('is left when somebody leaves its topic', async () => {
    const world = new GroupWorld();
    const ana = world.member('ana');
    await world.flow(6_000);
    void leave(join(ana.client, GROUP));
    await world.flow(100);
    expect([ana.state, ana.owned, ana.group.getSnapshot().status]).toEqual(['left', [], 'done']);
    expect(sensors(20).flatMap((topic) => world.ownersAt(topic))).toEqual([]);
  });

  it('hears nothing any more when it has ended', async () => {
    // XState warns of events to an actor that has ended.
    const warned = vi.spyOn(console, 'warn');
    const world = new GroupWorld();
    const [ana, bo] = ['ana', 'bo'].map((name) => world.member(name));
    await world.flow(6_000);
    ana?.group.stop();
    bo?.group.send({ type: 'group.leave' });
    await world.flow(1_000);
    for (const member of [ana, bo]) member?.network.drop();
    await world.flow(10_000);
    for (const member of [ana, bo]) member?.client.stop();
    expect(warned.mock.calls).toEqual([]);
    warned.mockRestore();
  });

  it('leaves no timer behind when it has left', async () => {
    const world = new GroupWorld();
    const ana = world.member('ana');
    await world.flow(6_000);
    ana.group.send({ type: 'group.leave' });
    await world.flow(1_000);
    const before = world.clock.timers;
    ana.client.stop();
    await world.flow(100);
    // The heartbeat of the client, and what watches its connection at the server.
    expect([before <= 3, world.clock.timers]).toEqual([true, 0]);
  });

  it('can be invoked by a machine of yours', async () => {
    const world = new GroupWorld();
    const { client } = world.member('ana', { isStarted: false });
    client.start();
    const machine = setup({ actors: { group: groupMachine } }).createMachine({
      initial: 'sharing',
      states: {
        sharing: {
          invoke: { id: 'group', src: 'group', input: () => ({ client, topic: GROUP, topics: sensors(3) }) },
          on: { stop: 'stopped' },
        },
        stopped: {},
      },
    });
    const app = createActor(machine, { clock: world.clock }).start();
    await world.flow(6_000);
    expect(app.getSnapshot().children.group?.getSnapshot()).toMatchObject({ context: { owned: sensors(3) } });
    app.send({ type: 'stop' });
    await world.flow(100);
    expect([world.ownersAt('sensor:1'), world.phoenix.joined(GROUP)]).toEqual([[], []]);
  });

  it('is seen by whoever inspects its client', () => {
    const seen: InspectionEvent[] = [];
    const input = { url: 'ws://server.test/socket', autoConnect: false };
    const client = interpret(clientMachine, { input, inspect: (event) => void seen.push(event) });
    const group = createGroup(client, { topic: GROUP, topics: [] });
    client.start();
    group.start();
    const types = seen.filter(({ actorRef }) => actorRef === group).map(({ type }) => type);
    expect(types).toEqual(expect.arrayContaining(['@xstate.actor', '@xstate.event', '@xstate.snapshot']));
    client.stop();
  });

  it('shows no params in its snapshot', async () => {
    const world = new GroupWorld();
    const ana = world.member('ana', {
      params: { token: 'SECRET' },
      joinOptions: () => ({ params: { token: 'SECRET' } }),
    });
    await world.flow(6_000);
    expect(JSON.stringify(ana.group.getSnapshot())).not.toContain('SECRET');
    expect(JSON.stringify(ana.group.getPersistedSnapshot())).not.toContain('SECRET');
  });

  it('can be on a pool', async () => {
    const world = new GroupWorld();
    const bo = world.member('bo');
    const { clock } = world;
    const input = {
      url: 'ws://server.test/socket',
      transport: world.member('x', { isStarted: false }).network.transport,
    };
    const pool = createPool({ ...input, maxTopics: 5 }, { clock }).start();
    const group = createGroup(pool, { topic: GROUP, member: 'ana', topics: sensors(20) }).start();
    await world.flow(6_000);
    const { owned } = group.getSnapshot().context;
    expect([...owned, ...bo.owned].sort()).toEqual([...sensors(20)].sort());
    for (const topic of owned) expect(world.ownersAt(topic)).toEqual(['ana']);
    expect(owned.length).toBeGreaterThan(5);
    pool.stop();
    group.stop();
  });
});
