import { describe, expect, it } from 'vitest';
import { clientMachine, interpret } from 'xstate-phoenix';
import { createGroup, type GroupOptions } from 'xstate-phoenix/group';
import { GROUP, GroupWorld, sensors } from './groups.ts';

const client = () => interpret(clientMachine, { input: { url: 'ws://server.test/socket', autoConnect: false } });

function problemsOf(options: object): readonly string[] {
  const { status, error } = createGroup(client(), { topic: GROUP, topics: [], ...options }).getSnapshot();
  return status === 'error' ? Object(error).problems.map(({ path }: { path: string }) => path) : [];
}

describe('the options of a group', () => {
  it.each<[keyof GroupOptions, readonly unknown[], readonly unknown[]]>([
    ['topic', ['room:1'], ['', 7, null, undefined, 'phoenix']],
    ['topics', [[], new Set(['a']), ['a', 'a'].values()], ['room:1', 7, null, undefined, {}]],
    ['member', ['ana', undefined], ['', 7, null]],
    ['graceMs', [0, 1.5, Infinity, undefined], [-1, '5', Number.NaN]],
    ['params', [{}, () => ({}), undefined], [7, 'a', []]],
    ['joinOptions', [() => ({}), undefined], [{}, 7]],
    ['onOwned', [() => {}, undefined], [{}, 7]],
  ])('are checked when it is made: %s', (name, good, bad) => {
    for (const value of good) expect([value, problemsOf({ [name]: value })]).toEqual([value, []]);
    for (const value of bad) expect([value, problemsOf({ [name]: value })]).toEqual([value, [name]]);
  });

  it('have problems that are named together, each with its path', () => {
    const topics = ['a', '', 'b', GROUP, 7];
    expect(problemsOf({ topics, graceMs: -1, grace: 1 })).toEqual([
      'grace',
      'graceMs',
      'topics[1]',
      'topics[3]',
      'topics[4]',
    ]);
    const { error } = createGroup(client(), {
      topic: GROUP,
      topics: [GROUP, ...[7 as unknown as string], '', GROUP],
    }).getSnapshot();
    expect(Object(error).message).toContain('topics[3] is the topic of the group itself');
  });

  it('are not those of a group if they throw, or are none', () => {
    const topics = {
      get [Symbol.iterator](): never {
        throw new Error('mine');
      },
    };
    expect(problemsOf({ topics })).toEqual(['topics']);
    expect(createGroup(client(), ...([7] as unknown as [GroupOptions])).getSnapshot()).toMatchObject({
      status: 'error',
    });
  });

  it('are not even looked at if those of the client are bad', () => {
    const bad = interpret(clientMachine, { input: { url: 'ws://server.test/socket', jitter: 2 } });
    const { status, error } = createGroup(bad, { topic: GROUP, topics: [] }).getSnapshot();
    expect([status, error]).toEqual(['error', bad.getSnapshot().error]);
  });

  it('give each member a name of its own, unless you do', () => {
    const names = [1, 2, 3].map(() => createGroup(client(), { topic: GROUP, topics: [] }).getSnapshot().context.member);
    expect(new Set(names).size).toBe(3);
    for (const name of names) expect(name.length).toBeGreaterThan(12);
  });
});

describe('a group that is told to share', () => {
  it('what can not be used, reports that, and shares the rest', async () => {
    const world = new GroupWorld();
    const failed: unknown[] = [];
    const ana = world.member('ana', { topics: sensors(2) });
    ana.client.on('listener.failed', (event) => failed.push(event));
    await world.flow(6_000);
    ana.group.send({ type: 'group.share', topics: ['sensor:2', '', 'sensor:3'] });
    await world.flow(6_000);
    expect(ana.owned).toEqual(['sensor:2', 'sensor:3']);
    expect(failed).toMatchObject([{ topic: GROUP, event: 'topics[1]', error: { code: 'configuration' } }]);
  });

  it('what is no list, reports that, and shares what it did', async () => {
    const world = new GroupWorld();
    const failed: unknown[] = [];
    const ana = world.member('ana', { topics: sensors(2) });
    ana.client.on('listener.failed', ({ event }) => failed.push(event));
    await world.flow(6_000);
    ana.group.send({ type: 'group.share', topics: 'sensor:3' });
    await world.flow(6_000);
    expect([ana.owned, failed]).toEqual([sensors(2), ['topics']]);
  });
});

describe('a group whose server does something else', () => {
  it('says so when it tracks no member, but not before it could', async () => {
    const world = new GroupWorld({
      handleInfo(_, channel) {
        channel.push('presence_state', {});
      },
    });
    const failed: unknown[] = [];
    const ana = world.member('ana');
    ana.client.on('listener.failed', (event) => failed.push(event));
    await world.flow(9_000);
    expect([ana.state, failed]).toEqual(['waiting', []]);
    await world.flow(2_000);
    expect(failed).toMatchObject([
      { topic: GROUP, event: 'topic', error: { message: expect.stringContaining('`session`') } },
    ]);
    await world.flow(60_000);
    expect(failed).toHaveLength(1);
  });

  it('says so in time, though others come and go', async () => {
    const world = new GroupWorld({
      handleInfo(params, channel) {
        const { member, session } = params as { readonly member: string; readonly session: string };
        if (member !== 'ana') channel.presence.track(member, { session });
        channel.push('presence_state', channel.presence.list());
      },
    });
    const failed: unknown[] = [];
    const ana = world.member('ana');
    ana.client.on('listener.failed', (event) => failed.push(event));
    for (const name of ['bo', 'cy', 'di']) {
      world.member(name);
      await world.flow(4_000);
    }
    expect(failed).toHaveLength(1);
  });

  it('takes the key that the server tracks it under for its name', async () => {
    const world = new GroupWorld({
      handleInfo(params, channel) {
        const { member, session } = params as { readonly member: string; readonly session: string };
        channel.presence.track(`node-${member}`, { session });
        channel.push('presence_state', channel.presence.list());
      },
    });
    const members = ['ana', 'bo'].map((name) => world.member(name));
    await world.flow(6_000);
    expect(members.map(({ group }) => group.getSnapshot().context.member)).toEqual(['node-ana', 'node-bo']);
    expect(members.flatMap(({ owned }) => owned).sort()).toEqual([...sensors(20)].sort());
    expect(members.every(({ owned }) => owned.length > 3)).toBe(true);
  });
});

describe('two members of one name', () => {
  it('own nothing until one of them is gone, and are told', async () => {
    const world = new GroupWorld();
    const failed: unknown[] = [];
    const [one, two] = ['ana', 'ana'].map((name) => world.member(name));
    one?.client.on('listener.failed', (event) => failed.push(event));
    two?.client.on('listener.failed', (event) => failed.push(event));
    await world.flow(20_000);
    expect([one?.owned, two?.owned]).toEqual([[], []]);
    const told = { topic: GROUP, event: 'member', error: { message: expect.stringContaining('"ana"') } };
    expect(failed).toMatchObject([told, told]);
    one?.kill();
    await world.flow(6_000);
    expect(two?.owned).toEqual(sensors(20));
  });
});
