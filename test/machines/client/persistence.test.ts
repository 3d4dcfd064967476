import { describe, expect, it } from 'vitest';
import { createActor, setup } from 'xstate';
import { ConfigurationError, channels, clientMachine, join, leave } from 'xstate-phoenix';
import '../../support/matchers.ts';
import { createWorld, type World } from '../../support/world.ts';

const persisted = (world: World) => JSON.parse(JSON.stringify(world.client.getPersistedSnapshot()));
const topics = (world: World) => Array.from(channels(world.client), (room) => room.getSnapshot().context.topic);

describe('the persisted snapshot of a client', () => {
  it('is plain data: the wanted topics with their params, and nothing of the connection', () => {
    const world = createWorld({ params: { token: 'secret' } });
    const socket = world.open();
    join(world.client, 'room:a', { params: { since: 3 } });
    socket.reply(socket.last('phx_join'));
    join(world.client, 'room:b');
    const snapshot = world.client.getPersistedSnapshot();
    expect(structuredClone(snapshot)).toEqual(snapshot);
    expect(persisted(world)).toEqual({
      status: 'active',
      version: 1,
      topics: [
        { topic: 'room:a', params: { since: 3 } },
        { topic: 'room:b', params: {} },
      ],
    });
  });

  it('is the same after the client was stopped', () => {
    const world = createWorld();
    world.open();
    join(world.client, 'room:1', { params: { since: 7 } });
    const running = world.client.getPersistedSnapshot();
    world.client.stop();
    expect(world.client.getPersistedSnapshot()).toEqual(running);
    expect(running).toMatchObject({ topics: [{ topic: 'room:1', params: { since: 7 } }] });
  });

  it('is also that of its supervisor', () => {
    const world = createWorld();
    join(world.client, 'room:1', { params: { since: 7 } });
    expect(world.client.getSnapshot().children.channels?.getPersistedSnapshot()).toEqual(
      world.client.getPersistedSnapshot(),
    );
  });

  it('leaves out topics that were left or closed, and params that a function gives', () => {
    const world = createWorld();
    const socket = world.open();
    const gone = join(world.client, 'room:gone');
    join(world.client, 'room:closed');
    socket.reply(socket.last('phx_join'), 'error', { reason: 'unauthorized' });
    join(world.client, 'room:fn', { params: () => ({ token: 'secret' }) });
    leave(gone);
    expect(world.client.getPersistedSnapshot()).toHaveProperty('topics', [{ topic: 'room:fn' }]);
  });

  it.each([
    ['offline', () => {}],
    ['connected', (world: World) => world.open()],
    ['waiting', (world: World) => world.socket.close()],
    ['disconnected', (world: World) => world.client.send({ type: 'client.disconnect' })],
    ['failed', (world: World) => world.socket.refuse(403)],
  ])('is the same while the client is %s', (_, arrange) => {
    const world = createWorld();
    join(world.client, 'room:a');
    arrange(world);
    expect(persisted(world).topics).toEqual([{ topic: 'room:a', params: {} }]);
  });
});

describe('a client that is restored', () => {
  const snapshot = () => {
    const world = createWorld();
    join(world.client, 'room:a', { params: { since: 3 } });
    join(world.client, 'room:b');
    return persisted(world);
  };

  it('starts like a new one from its own input, and joins the topics that were wanted', () => {
    const world = createWorld({ params: { n: 1 } }, { snapshot: snapshot() });
    expect(world.socket.url).toContain('n=1');
    expect(topics(world)).toEqual(['room:a', 'room:b']);
    expect(world.open().frames).toEqual([
      ['1', '1', 'room:a', 'phx_join', { since: 3 }],
      ['2', '2', 'room:b', 'phx_join', {}],
    ]);
  });

  it('can be persisted before it is started, and again', () => {
    const world = createWorld({}, { snapshot: snapshot(), start: false });
    expect(persisted(world)).toEqual(snapshot());
  });

  it('reconnects, leaves and stops like any other', async () => {
    const world = createWorld({}, { snapshot: snapshot() });
    world.open().close();
    world.clock.increment(10);
    const socket = world.open();
    expect(socket.of('phx_join').length).toBe(2);
    for (const frame of socket.of('phx_join')) socket.reply(frame);
    const [first] = channels(world.client);
    if (first) leave(first);
    socket.reply(socket.last('phx_leave'));
    expect(topics(world)).toEqual(['room:b']);
    world.client.stop();
    expect(world.clock.timers).toBe(0);
  });

  it('does not connect with autoConnect false', () => {
    const world = createWorld({ autoConnect: false }, { snapshot: snapshot() });
    expect(world.client).toBeIn('disconnected');
    world.client.send({ type: 'client.connect' });
    expect(world.open().of('phx_join').length).toBe(2);
  });

  it('keeps what was provided, and takes more later', () => {
    const machine = clientMachine.provide({ delays: { reconnectDelay: 77 } }).provide({});
    const world = createWorld({}, { snapshot: snapshot(), machine });
    world.socket.close();
    world.clock.increment(77);
    expect(world.sockets.length).toBe(2);
    expect(persisted(world)).toEqual(snapshot());
  });

  const problemsOf = (broken: unknown) => {
    const { error } = createWorld({}, { snapshot: broken as never, start: false }).client.getSnapshot();
    return error instanceof ConfigurationError ? error.problems : error;
  };

  it.each([
    ['nothing of ours', { status: 'active' }],
    ['no list', { status: 'active', topics: { 0: { topic: 'room:a' }, length: 1 } }],
    ['no object', 'room:a'],
  ])('from %s has a ConfigurationError as its initial error', (_, broken) => {
    const message = 'is not what getPersistedSnapshot() of a client gave';
    expect(problemsOf(broken)).toEqual([{ path: 'snapshot', message }]);
  });

  it('is refused with the index of each topic that can not be read, and joins none of the others', () => {
    const nothing = 'must be an object with a topic';
    const unnamed = 'must be a string that is not empty';
    // biome-ignore lint/suspicious/noSparseArray: snapshots may be sparse.
    const kept = ['room:a', { topic: 'room:b' }, { name: 'room:c' }, { topic: '' }, null, , [], { topic: 'phoenix' }];
    const broken = { ...snapshot(), topics: kept };
    expect(problemsOf(broken)).toEqual([
      { path: 'snapshot.topics[0]', message: nothing },
      { path: 'snapshot.topics[2].topic', message: unnamed },
      { path: 'snapshot.topics[3].topic', message: unnamed },
      { path: 'snapshot.topics[4]', message: nothing },
      { path: 'snapshot.topics[5]', message: nothing },
      { path: 'snapshot.topics[6]', message: nothing },
      { path: 'snapshot.topics[7].topic', message: expect.any(String) },
    ]);
    const world = createWorld({}, { snapshot: broken as never, start: false });
    expect(() => channels(world.client)).toThrow(ConfigurationError);
  });

  it('takes a snapshot from before they had versions', () => {
    const { version, ...old } = snapshot();
    expect(version).toBe(1);
    expect(topics(createWorld({}, { snapshot: old }))).toEqual(['room:a', 'room:b']);
  });

  it.each([
    [2, 'is of version 2, and only version 1 can be read here; start without it, or update xstate-phoenix'],
    [0, expect.stringContaining('is of version 0, and only version 1')],
    ['1', expect.stringContaining('is of version unknown, and only version 1')],
    [null, expect.stringContaining('is of version unknown')],
  ])('is refused a snapshot of version %j, which says which it reads', (version, message) => {
    expect(problemsOf({ ...snapshot(), version })).toEqual([{ path: 'snapshot', message }]);
  });

  it('from a bad input has a ConfigurationError as its initial error', () => {
    const world = createWorld({ url: 'nowhere' }, { snapshot: snapshot(), start: false });
    expect(world.client.getSnapshot().error).toBeInstanceOf(ConfigurationError);
  });
});

describe('a client that a machine has invoked', () => {
  it('says that its input is missing when the machine is restored, since XState does not keep it', () => {
    const app = setup({ actors: { phoenix: clientMachine } }).createMachine({
      invoke: { src: 'phoenix', id: 'phoenix', input: { url: 'ws://server.test', autoConnect: false } },
    });
    const before = createActor(app).start();
    const after = createActor(app, { snapshot: before.getPersistedSnapshot() }).start();
    before.stop();
    const restored = after.getSnapshot().children.phoenix?.getSnapshot();
    expect(restored?.status).toBe('error');
    expect(restored?.error).toMatchObject({ code: 'configuration', problems: [{ path: 'input' }] });
  });
});
