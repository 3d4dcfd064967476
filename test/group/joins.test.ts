import { describe, expect, it } from 'vitest';
import { type ChannelRef, on } from 'xstate-phoenix';
import { createGroup } from 'xstate-phoenix/group';
import { GROUP, GroupWorld, sensors } from './groups.ts';

const fenceOf = (world: GroupWorld, member: string) => world.phoenix.presences(GROUP)[member]?.metas.at(-1)?.phx_ref;
const paramsOf = ({ joins }: GroupWorld) => joins.map(({ params }) => params);

describe('the join of a topic that a member owns', () => {
  it('has its name and its fence: the ref of its presence', async () => {
    const world = new GroupWorld();
    world.member('ana', { topics: sensors(2) });
    await world.flow(6_000);
    const fence = fenceOf(world, 'ana');
    expect(fence).toMatch(/^F/);
    expect(paramsOf(world)).toEqual([
      { member: 'ana', fence },
      { member: 'ana', fence },
    ]);
  });

  it('has the fence of the present membership, also when it is joined again', async () => {
    const world = new GroupWorld();
    const ana = world.member('ana', { topics: sensors(1) });
    await world.flow(6_000);
    const [channel] = world.phoenix.joined(GROUP);
    channel?.presence.update('ana', (meta) => ({ ...meta, mood: 'new' }));
    await world.flow(20);
    for (const served of world.served.get('sensor:1') ?? []) served.stop(new Error('asked to'));
    await world.flow(3_000);
    ana.network.drop();
    await world.flow(6_000);
    const fences = paramsOf(world).map((params) => (params as { fence: string }).fence);
    expect(new Set(fences).size).toBe(3);
    expect(fences.at(-1)).toBe(fenceOf(world, 'ana'));
    expect(world.refused).toEqual([]);
  });

  it('is refused by a server that does not have the fence any more', async () => {
    const world = new GroupWorld();
    const ana = world.member('ana', { topics: sensors(1), graceMs: 0, latencyMs: 100 });
    await world.flow(350);
    // The member does not know yet.
    world.phoenix.joined(GROUP)[0]?.presence.untrack('ana');
    await world.flow(100);
    expect(world.refused).toEqual(['sensor:1']);
    await world.flow(1_000);
    expect([ana.state, ana.owned]).toEqual(['waiting', []]);
  });

  it.each([
    ['a value', { since: 7 }],
    ['a function', (attempt: number) => ({ since: 7 + attempt })],
    ['a promise', async () => ({ since: 7 })],
  ])('has the params of the user, too: %s', async (_, params) => {
    const world = new GroupWorld();
    world.member('ana', { topics: sensors(1), joinOptions: () => ({ params }) });
    await world.flow(6_000);
    expect(paramsOf(world)).toEqual([{ since: 7, member: 'ana', fence: fenceOf(world, 'ana') }]);
  });

  it('waits as long as the user has no params, and fails if they are no object', async () => {
    const world = new GroupWorld();
    const errors: unknown[] = [];
    let params: unknown = null;
    const onOwned = (channel: ChannelRef) => void channel.on('join.failed', ({ error }) => errors.push(error));
    world.member('ana', { topics: sensors(1), onOwned, joinOptions: () => ({ params: () => params }) });
    await world.flow(6_000);
    expect(errors).toMatchObject([{ code: 'params', cause: { message: expect.stringContaining('has no value yet') } }]);
    expect(world.joins).toEqual([]);
    params = 'a string';
    await world.flow(1_000);
    expect(errors[1]).toMatchObject({
      code: 'params',
      cause: { message: expect.stringContaining('must be an object') },
    });
    params = {};
    await world.flow(3_000);
    expect(world.joins).toHaveLength(1);
  });

  it('has the options that the user gives for it', async () => {
    const world = new GroupWorld();
    const rooms: ChannelRef[] = [];
    const joinOptions = (topic: string) => ({ joinTimeoutMs: Number(topic.split(':')[1]) * 1_000 });
    world.member('ana', { topics: sensors(3), joinOptions, onOwned: (room) => void rooms.push(room) });
    await world.flow(6_000);
    expect(rooms.map((room) => room.getSnapshot().context.joinTimeoutMs)).toEqual([1_000, 2_000, 3_000]);
  });

  it('is made without options that can not be used, which are reported', async () => {
    const world = new GroupWorld();
    const failed: unknown[] = [];
    const joinOptions = (topic: string) => {
      if (topic === 'sensor:1') throw new Error('mine');
      return topic === 'sensor:2' ? { joinTimeoutMs: -1 } : {};
    };
    const ana = world.member('ana', { topics: sensors(3), joinOptions });
    ana.client.on('listener.failed', (event) => failed.push(event));
    await world.flow(6_000);
    expect(world.joins.map(({ topic }) => topic)).toEqual(sensors(3));
    expect(failed).toMatchObject([
      { topic: 'sensor:1', event: 'joinOptions', error: { message: 'mine' } },
      { topic: 'sensor:2', event: 'joinOptions', error: { problems: [{ path: 'joinTimeoutMs' }] } },
    ]);
  });
});

describe('the channel of a topic that a member owns', () => {
  it('is given to the user before it is joined, so that no message is missed', async () => {
    const world = new GroupWorld();
    const order: unknown[] = [];
    const ana = world.member('ana', {
      topics: sensors(1),
      onOwned(channel) {
        order.push('onOwned', channel.getSnapshot().status, world.joins.length);
        channel.on('joined', () => order.push('joined'));
        on(channel, 'reading', () => order.push('reading'));
      },
    });
    ana.group.on('owned', ({ topic, channel }) => order.push('owned', topic, channel.getSnapshot().context.joinRef));
    await world.flow(5_040);
    world.phoenix.broadcast('sensor:1', 'reading', {});
    await world.flow(100);
    expect(order).toEqual(['onOwned', 'active', 0, 'owned', 'sensor:1', null, 'joined', 'reading']);
  });

  it('is a new one when the topic comes back', async () => {
    const world = new GroupWorld();
    const rooms: ChannelRef[] = [];
    const ana = world.member('ana', { topics: sensors(1), onOwned: (room) => void rooms.push(room) });
    await world.flow(6_000);
    ana.network.drop();
    await world.flow(0);
    expect(rooms[0]?.getSnapshot()).toMatchObject({ value: 'left', status: 'done' });
    await world.flow(6_000);
    expect(rooms).toHaveLength(2);
    expect(rooms[1]).not.toBe(rooms[0]);
  });

  it('is not stopped by functions of the user that throw', async () => {
    const world = new GroupWorld();
    const failed: unknown[] = [];
    const ana = world.member('ana', {
      topics: sensors(2),
      onOwned: ({ id }) => Promise.reject(new Error(id)),
    });
    ana.client.on('listener.failed', ({ topic, event }) => failed.push([topic, event]));
    await world.flow(6_000);
    expect(failed).toEqual([
      ['sensor:1', 'onOwned'],
      ['sensor:2', 'onOwned'],
    ]);
    expect(world.ownersAt('sensor:2')).toEqual(['ana']);
  });
});

describe('the join of the group', () => {
  it('has the name of the member, and a session that is new each time', async () => {
    const seen: unknown[] = [];
    const world = new GroupWorld({
      join(params, channel) {
        seen.push(params);
        channel.send(params);
        return { ok: {} };
      },
    });
    const params = async (attempt: number) => ({ attempt, member: 'mine', session: 'mine' });
    const ana = world.member('ana', { params });
    await world.flow(100);
    ana.network.drop();
    await world.flow(100);
    const session = expect.stringMatching(/^\w+\.\d+$/);
    expect(seen).toEqual([
      { attempt: 0, member: 'ana', session },
      { attempt: 0, member: 'ana', session },
    ]);
    expect(new Set(seen.map((one) => (one as { session: string }).session)).size).toBe(2);
  });
});

describe('what a group tells', () => {
  it('is so already when its listeners hear it', async () => {
    const world = new GroupWorld();
    const told: unknown[] = [];
    const topics = ['sensor:1', 'sensor:3'];
    const { client } = world.member('ana', { isStarted: false });
    const tell = (...what: unknown[]) => void told.push([...what, group.getSnapshot().context.owned]);
    const onOwned = ({ id }: ChannelRef) => tell('onOwned', id);
    const group = createGroup(client.start(), { topic: GROUP, member: 'ana', topics, onOwned });
    group.on('owned', ({ topic, channel }) => tell('owned', topic, channel.id === topic));
    group.on('released', ({ topic, reason }) => tell(reason, topic));
    group.on('members.changed', ({ members }) => tell(members, group.getSnapshot().context.members));
    const hears = async (ms: number) => {
      await world.flow(ms);
      return told.splice(0);
    };
    group.start();
    expect(await hears(100)).toEqual([[['ana'], ['ana'], []]]);
    expect(await hears(6_000)).toEqual([
      ['onOwned', 'sensor:1', topics],
      ['owned', 'sensor:1', true, topics],
      ['onOwned', 'sensor:3', topics],
      ['owned', 'sensor:3', true, topics],
    ]);
    world.member('bo', { topics });
    expect(await hears(6_000)).toEqual([
      [['ana', 'bo'], ['ana', 'bo'], ['sensor:1']],
      ['moved', 'sensor:3', ['sensor:1']],
    ]);
    group.send({ type: 'group.share', topics: [] });
    expect(await hears(0)).toEqual([['removed', 'sensor:1', []]]);
    group.send({ type: 'group.share', topics });
    await hears(6_000);
    group.send({ type: 'group.leave' });
    expect(await hears(0)).toEqual([
      [[], [], []],
      ['left', 'sensor:1', []],
    ]);
  });

  it('is lost when the connection is, and left when the group is stopped', async () => {
    const world = new GroupWorld();
    const ana = world.member('ana', { topics: sensors(1) });
    await world.flow(6_000);
    ana.network.drop();
    await world.flow(6_000);
    ana.group.stop();
    const ends = ana.told.filter(({ type }) => type === 'released');
    expect(ends).toEqual([
      { type: 'released', topic: 'sensor:1', reason: 'lost' },
      { type: 'released', topic: 'sensor:1', reason: 'left' },
    ]);
  });
});
