import { describe, expect, it } from 'vitest';
import { disconnect, join, rejoin } from 'xstate-phoenix';
import { ownerOf } from 'xstate-phoenix/group';
import { GROUP, GroupWorld, sensors, shares, type TestMember } from './groups.ts';

const GRACE_MS = 5_000;
/** How old a list may be. */
const LEASE_MS = 3_000;
const SETTLED = { member: 'settled' };
const SETTLING = { member: 'settling' };

async function settled(...names: readonly string[]) {
  const world = new GroupWorld();
  const members = names.map((name) => world.member(name));
  await world.flow(6_000);
  return { world, members, at: (index: number) => members[index] as TestMember };
}

/** Each topic has the owner that the members' names make, and the server has it there and nowhere else. */
function expectShared(world: GroupWorld, members: readonly TestMember[], topics = sensors(20)): void {
  const names = members.map(({ name }) => name);
  for (const [topic, owners] of shares(members, topics)) {
    expect([topic, owners]).toEqual([topic, [ownerOf(topic, names)]]);
    expect([topic, world.ownersAt(topic)]).toEqual([topic, owners]);
  }
}

/** Goes on until `isSo`, and returns how many milliseconds that took. */
async function until(world: GroupWorld, isSo: () => boolean, limitMs = 200_000): Promise<number> {
  const from = world.clock.now();
  while (!isSo() && world.clock.now() - from < limitMs) await world.flow(10);
  return world.clock.now() - from;
}

describe('a group', () => {
  it('shares its topics out, each to the member that everybody takes for its owner', async () => {
    const { world, members } = await settled('ana', 'bo', 'cy');
    expect(members.map(({ state }) => state)).toEqual([SETTLED, SETTLED, SETTLED]);
    expect(members.map((member) => member.members)).toEqual(members.map(() => ['ana', 'bo', 'cy']));
    expectShared(world, members);
    expect(world.refused).toEqual([]);
  });

  it('lists its members in one order, whoever has come first', async () => {
    const { members } = await settled('cy', 'ana', 'bo');
    expect(members.map((member) => member.members)).toEqual(members.map(() => ['ana', 'bo', 'cy']));
  });

  it('gives a lone member everything, when its grace is over', async () => {
    const world = new GroupWorld();
    const ana = world.member('ana');
    expect(ana.state).toBe('joining');
    await world.flow(100);
    expect([ana.state, ana.owned]).toEqual([SETTLING, []]);
    await world.flow(GRACE_MS - 100);
    expect(world.joins).toEqual([]);
    await world.flow(200);
    expect([ana.state, ana.owned]).toEqual([SETTLED, sensors(20)]);
    expectShared(world, [ana]);
  });

  it('gives a topic up as soon as somebody comes who owns it, who takes it when the grace is over', async () => {
    const { world, at } = await settled('ana');
    const bo = world.member('bo');
    await world.flow(100);
    const theirs = sensors(20).filter((topic) => ownerOf(topic, ['ana', 'bo']) === 'bo');
    expect(theirs.length).toBeGreaterThan(5);
    expect(at(0).owned).toEqual(sensors(20).filter((topic) => !theirs.includes(topic)));
    expect(theirs.flatMap((topic) => world.ownersAt(topic))).toEqual([]);
    expect([bo.owned, bo.state]).toEqual([[], SETTLING]);
    await world.flow(GRACE_MS - 100);
    expect(bo.owned).toEqual([]);
    await world.flow(100);
    expect(bo.owned).toEqual(theirs);
    expectShared(world, [at(0), bo]);
  });

  it('moves nothing else when somebody comes or goes', async () => {
    const { world, members, at } = await settled('ana', 'bo', 'cy');
    for (const { told } of members) told.length = 0;
    at(2).kill();
    await world.flow(6_000);
    expectShared(world, [at(0), at(1)]);
    expect(members.slice(0, 2).flatMap(({ told }) => told.filter(({ type }) => type === 'released'))).toEqual([]);
  });

  it('takes the topics of a member that is killed when the grace is over', async () => {
    const { world, at } = await settled('ana', 'bo');
    at(1).kill();
    const gap = await until(world, () => at(0).owned.length === 20);
    expect([gap >= GRACE_MS, gap <= GRACE_MS + 50]).toEqual([true, true]);
    await world.flow(100);
    expectShared(world, [at(0)]);
  });

  it('leaves the topics of a member that stops before the group, so that others can take them', async () => {
    const { world, at } = await settled('ana', 'bo');
    const own = at(1).owned;
    world.sent.length = 0;
    at(1).group.send({ type: 'group.leave' });
    expect([at(1).state, at(1).owned]).toEqual(['leaving', []]);
    await world.flow(15);
    expect(world.sent).toEqual(own.map((topic) => `phx_leave ${topic}`));
    await world.flow(100);
    expect(world.sent.slice(own.length)).toEqual([`phx_leave ${GROUP}`]);
    expect([at(1).state, at(1).group.getSnapshot().status]).toEqual(['left', 'done']);
    await world.flow(GRACE_MS);
    expectShared(world, [at(0)]);
  });

  it('takes nothing while it leaves, whatever it hears', async () => {
    const { world, at } = await settled('ana', 'bo');
    at(1).kill();
    at(0).group.send({ type: 'group.leave' });
    await world.flow(15);
    expect([at(0).state, at(0).owned]).toEqual(['leaving', []]);
    await world.flow(10);
    expect(at(0).state).toBe('leaving');
    at(0).group.send({ type: 'group.share', topics: [] });
    expect(at(0).state).toBe('leaving');
    await world.flow(100);
    expect(at(0).state).toBe('left');
  });

  it('leaves in the same order when it is stopped at once', async () => {
    const { world, at } = await settled('ana', 'bo');
    const own = at(1).owned;
    world.sent.length = 0;
    at(1).group.stop();
    await world.flow(20);
    expect(world.sent).toEqual([...own, GROUP].map((topic) => `phx_leave ${topic}`));
    await world.flow(GRACE_MS + 100);
    expectShared(world, [at(0)]);
  });

  it('ends if its leave is not answered', async () => {
    const { world, at } = await settled('ana', 'bo');
    at(1).cut();
    at(1).group.send({ type: 'group.leave' });
    await world.flow(11_000);
    expect(at(1).state).toBe('left');
  });

  it('ends if the connection or the client ends while it leaves', async () => {
    const { world, at } = await settled('ana', 'bo', 'cy');
    for (const index of [0, 1, 2]) at(index).group.send({ type: 'group.leave' });
    at(0).network.drop();
    at(1).client.stop();
    void disconnect(at(2).client);
    await world.flow(100);
    expect([at(0).state, at(1).state, at(2).state]).toEqual(['left', 'left', 'left']);
    await world.flow(60_000);
    expect(sensors(20).flatMap((topic) => world.ownersAt(topic))).toEqual([]);
  });

  it('gives all up when the connection is lost, and takes it again when list and grace have come', async () => {
    const { world, at, members } = await settled('ana', 'bo');
    const own = at(0).owned;
    const others = at(1).owned;
    at(0).network.drop();
    await world.flow(0);
    expect([at(0).owned, at(0).state, at(0).members]).toEqual([[], 'joining', []]);
    world.sent.length = 0;
    await world.flow(1_000);
    expect([at(0).state, at(0).owned]).toEqual([SETTLING, []]);
    expect(world.sent).toEqual([`phx_join ${GROUP}`]);
    await world.flow(GRACE_MS);
    expect([at(0).owned, at(1).owned]).toEqual([own, others]);
    expectShared(world, members);
  });

  it('moves nothing if a member is back before the grace is over', async () => {
    const { world, at } = await settled('ana', 'bo');
    at(1).told.length = 0;
    at(0).network.drop();
    await world.flow(6_000);
    expect(at(1).told.filter(({ type }) => type !== 'members.changed')).toEqual([]);
  });

  it('gives all up when the channel of the group crashes, and when the server closes it', async () => {
    const { world, at } = await settled('ana', 'bo');
    const [channel] = world.phoenix.joined(GROUP);
    channel?.stop(new Error('asked to'));
    await world.flow(20);
    expect([at(0).state, at(0).owned]).toEqual(['joining', []]);
    await world.flow(GRACE_MS + 2_000);
    expectShared(world, [at(0), at(1)]);
    world.phoenix.joined(GROUP).at(-1)?.stop();
    await world.flow(20);
    expect([at(0).state, at(0).owned]).toEqual(['closed', []]);
    await world.flow(GRACE_MS + 100);
    expect(at(1).owned).toEqual(sensors(20));
    rejoin(join(at(0).client, GROUP));
    await world.flow(GRACE_MS + 100);
    expectShared(world, [at(0), at(1)]);
  });

  it('gives all up when it is not in the list any more', async () => {
    const { world, at } = await settled('ana', 'bo');
    world.phoenix.joined(GROUP)[0]?.presence.untrack('ana');
    await world.flow(20);
    expect([at(0).state, at(0).owned, at(0).members]).toEqual(['waiting', [], []]);
    await world.flow(GRACE_MS + 100);
    expect(at(1).owned).toEqual(sensors(20));
  });

  it('waits for each topic by itself: who comes for another one does not hold it up', async () => {
    const { world, at } = await settled('ana', 'bo');
    at(1).kill();
    await world.flow(GRACE_MS - 1_000);
    const cy = world.member('cy');
    await world.flow(1_100);
    const kept = sensors(20).filter((topic) => ownerOf(topic, ['ana', 'cy']) === 'ana');
    expect(at(0).owned).toHaveLength(kept.length);
    expect(cy.owned).toEqual([]);
    await world.flow(GRACE_MS);
    expectShared(world, [at(0), cy]);
  });

  it('shares other topics when it is told so', async () => {
    const { world, at, members } = await settled('ana', 'bo');
    const more = [...sensors(25)].slice(5);
    for (const { group } of members) group.send({ type: 'group.share', topics: more });
    expect([...at(0).owned, ...at(1).owned].filter((topic) => !more.includes(topic))).toEqual([]);
    await world.flow(GRACE_MS - 10);
    expect([...at(0).owned, ...at(1).owned]).toHaveLength(15);
    await world.flow(50);
    expectShared(world, members, more);
    expect(sensors(5).flatMap((topic) => world.ownersAt(topic))).toEqual([]);
  });

  it('takes topics that it is told of before it is a member', async () => {
    const world = new GroupWorld();
    const ana = world.member('ana', { isStarted: false });
    ana.group.start().send({ type: 'group.share', topics: new Set(sensors(3)) });
    ana.client.start();
    await world.flow(6_000);
    expect(ana.owned).toEqual(sensors(3));
  });

  it('takes topics without a grace if it is 0', async () => {
    const world = new GroupWorld();
    const ana = world.member('ana', { graceMs: 0 });
    await world.flow(100);
    expect(ana.owned).toEqual(sensors(20));
  });
});

describe('a member that nobody can reach', () => {
  it('gives up before the server lets others take its topics', async () => {
    const { world, at } = await settled('ana', 'bo');
    at(0).cut();
    const gaveUpAfter = await until(world, () => at(0).owned.length === 0);
    expect(gaveUpAfter).toBeLessThanOrEqual(LEASE_MS);
    expect(gaveUpAfter).toBeGreaterThanOrEqual(LEASE_MS - 1_100);
    expect(at(0).state).toBe('waiting');
    expect(at(1).members).toEqual(['ana', 'bo']);
    const takenAfter = gaveUpAfter + (await until(world, () => at(1).owned.length === 20));
    expect(takenAfter).toBeGreaterThan(gaveUpAfter + GRACE_MS);
    expect(takenAfter).toBeLessThanOrEqual(60_000 + GRACE_MS + 50);
    at(0).heal();
    await world.flow(20_000);
    expectShared(world, [at(0), at(1)]);
    expect(world.refused).toEqual([]);
  });

  it('is not mistaken for another one when it is back before the server has noticed', async () => {
    const { world, at } = await settled('ana', 'bo');
    at(0).cut();
    await until(world, () => at(0).state === 'joining');
    at(0).heal();
    await world.flow(GRACE_MS + 4_000);
    expect(world.phoenix.presences(GROUP).ana?.metas).toHaveLength(2);
    const own = sensors(20).filter((topic) => ownerOf(topic, ['ana', 'bo']) === 'ana');
    expect(at(0).owned).toEqual(own);
    // One of them is at the end of a connection that the server does not know to be dead.
    for (const topic of own) expect(world.ownersAt(topic)).toEqual(['ana', 'ana']);
    await world.flow(60_000);
    expectShared(world, [at(0), at(1)]);
    expect(world.refused).toEqual([]);
  });

  it('gives up before somebody who comes meanwhile takes its topics', async () => {
    const { world, at } = await settled('ana', 'bo');
    at(0).cut();
    const cy = world.member('cy');
    const gaveUpAfter = await until(world, () => at(0).owned.length === 0);
    expect(cy.owned).toEqual([]);
    expect(gaveUpAfter).toBeLessThanOrEqual(LEASE_MS);
    await world.flow(GRACE_MS);
    expect(cy.owned.length).toBeGreaterThan(3);
  });

  it('is told of nothing that it has done wrong', async () => {
    const { world, at } = await settled('ana');
    const failed: unknown[] = [];
    at(0).client.on('listener.failed', (event) => failed.push(event));
    at(0).cut();
    await world.flow(25_000);
    expect([at(0).state, failed]).toEqual(['waiting', []]);
  });
});

describe('a member whose server is slow', () => {
  it('stays one as long as its answers come within two seconds', async () => {
    const world = new GroupWorld();
    const ana = world.member('ana', { latencyMs: 950 });
    await world.flow(12_000);
    expect(ana.owned).toEqual(sensors(20));
    ana.told.length = 0;
    await world.flow(60_000);
    expect(ana.told).toEqual([]);
    const bo = world.member('bo', { latencyMs: 1_600 });
    await world.flow(60_000);
    // Its list is always too old when it comes.
    expect([bo.state, bo.owned]).toEqual(['waiting', []]);
    expect(ana.state).toEqual(SETTLED);
  });
});

describe('a member that sleeps', () => {
  it('gives its topics up when it wakes, until the server has answered, and the grace is over', async () => {
    const { world, at } = await settled('ana', 'bo');
    const own = at(0).owned;
    at(0).sleep();
    await world.flow(20_000);
    expect(at(0).owned).toEqual(own);
    at(0).clock.wake();
    expect([at(0).owned, at(0).state]).toEqual([[], 'waiting']);
    at(0).wake();
    await world.flow(50);
    expect([at(0).owned, at(0).state]).toEqual([[], SETTLING]);
    await world.flow(GRACE_MS + 100);
    expectShared(world, [at(0), at(1)]);
  });

  it('takes nothing by a grace that it slept through', async () => {
    const { world, at } = await settled('ana', 'bo');
    at(1).kill();
    await world.flow(100);
    at(0).sleep();
    await world.flow(20_000);
    world.joins.length = 0;
    at(0).wake();
    await world.flow(1_000);
    expect([at(0).state, at(0).owned, world.joins]).toEqual([SETTLING, [], []]);
    await world.flow(GRACE_MS);
    expectShared(world, [at(0)]);
  });

  it('takes nothing by a grace that was over before it looked how old the list is', async () => {
    const world = new GroupWorld();
    const ana = world.member('ana', { graceMs: 4_500 });
    while (ana.state === 'joining') await world.flow(1);
    await world.flow(4_200);
    ana.sleep();
    await world.flow(20_000);
    ana.clock.wake();
    expect([ana.state, ana.told.filter(({ type }) => type === 'owned')]).toEqual(['waiting', []]);
    ana.wake();
    await world.flow(5_000);
    expect(ana.owned).toEqual(sensors(20));
  });

  it('keeps its topics after a nap', async () => {
    const { world, at } = await settled('ana', 'bo');
    at(0).told.length = 0;
    at(0).sleep();
    await world.flow(LEASE_MS - 1_100);
    at(0).wake();
    await world.flow(2_000);
    expect(at(0).told).toEqual([]);
  });
});
