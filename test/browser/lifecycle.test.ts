import { describe, expect, it, vi } from 'vitest';
import { type ClientInput, clientMachine, interpret, join } from 'xstate-phoenix';
import { type PageLifecycleOptions, pageLifecycle } from 'xstate-phoenix/browser';
import '../support/matchers.ts';
import { createWorld } from '../support/world.ts';
import { FakePage } from './page.ts';

const suspended = { 'reconnect-waiting': 'suspended' } as const;

function pageWorld(options: PageLifecycleOptions = {}, input: Partial<ClientInput> = {}, page = new FakePage()) {
  const world = createWorld(input);
  const undo = pageLifecycle(world.client, { ...page.options, ...options });
  return { page, world, undo, client: world.client, clock: world.clock, open: () => world.open() };
}

const hiddenFor = (disconnectAfterMs: number) => ({ whenHidden: { disconnectAfterMs } });
const silent = { heartbeatIntervalMs: 0 };
const everyWay = [
  ['continue', 'continue'],
  ['pause', 'pause'],
  ['disconnect', { disconnectAfterMs: 60_000 }],
] as const satisfies readonly (readonly [string, PageLifecycleOptions['whenHidden']])[];

describe('a page of which the client is told', () => {
  it.each(everyWay)(
    'closes its socket when it is left, and is connected and joined again when it is back (%s)',
    (_, whenHidden) => {
      const { page, world, client, clock, open } = pageWorld({ whenHidden });
      const room = join(client, 'room:lobby');
      const socket = open();
      socket.reply(socket.last('phx_join'));
      page.leaves();
      expect(socket.closing).toMatchObject({ code: 1000 });
      page.hides();
      page.freezes();
      clock.sleep(3_600_000);
      expect(client).toBeIn(suspended);
      expect(world.alive).toEqual([]);
      page.showsUnsaid();
      page.resumes();
      page.comesBack();
      const next = open();
      next.reply(next.last('phx_join'));
      expect(room).toBeIn('joined');
      expect(world.sockets.length).toBe(2);
    },
  );

  it('closes its socket in order when it is unloaded for good', () => {
    const { page, open, client } = pageWorld();
    const socket = open();
    page.leaves(false);
    expect(socket.closing).toMatchObject({ code: 1000 });
    expect(client).toBeIn(suspended);
  });

  it.each(everyWay)(
    'keeps its connection while it is frozen, and has it checked when it wakes (%s)',
    (_, whenHidden) => {
      const { page, client, clock, open } = pageWorld({ whenHidden });
      const socket = open();
      page.hides();
      page.freezes();
      expect(client).toBeIn('connected');
      page.resumes();
      expect(socket.of('heartbeat').length).toBe(1);
      page.freezes();
      clock.sleep(50_000);
      page.showsUnsaid();
      page.resumes();
      expect(client).toBeIn({ connecting: 'dialing' });
    },
  );

  it.each(everyWay)('waits for the network when that is gone, and dials when it is back (%s)', (_, whenHidden) => {
    const { page, client, open } = pageWorld({ whenHidden });
    page.connects(false);
    open().close();
    expect(client).toBeIn({ 'reconnect-waiting': 'paused' });
    page.connects(true);
    expect(client).toBeIn({ connecting: 'dialing' });
  });

  it.each(everyWay)('that is offline from the beginning waits for the network, too (%s)', (_, whenHidden) => {
    const page = new FakePage();
    page.window.navigator.onLine = false;
    const { client, world } = pageWorld({ whenHidden }, {}, page);
    world.socket.close();
    expect(client).toBeIn({ 'reconnect-waiting': 'paused' });
  });

  it.each([
    ['pageshow', (page: FakePage) => page.comesBack(false)],
    ['resume', (page: FakePage) => page.resumes()],
    ['focus', (page: FakePage) => page.isFocused()],
    ['online', (page: FakePage) => page.connects(true)],
  ])('is known to be seen by %s, where the browser forgets to say that it is visible', (_, wakes) => {
    const { page, client, open } = pageWorld({ whenHidden: 'pause' });
    page.hides();
    open().close();
    expect(client).toBeIn({ 'reconnect-waiting': 'paused' });
    page.showsUnsaid();
    wakes(page);
    expect(client).toBeIn({ connecting: 'dialing' });
    client.send({ type: 'client.connect' });
    open().close();
    expect(client).toBeIn({ 'reconnect-waiting': 'backoff' });
  });

  it.each([
    ['frozen', (page: FakePage) => page.freezes()],
    ['left', (page: FakePage) => page.leaves()],
  ])('that was %s, and the browser never said that it was hidden, is known to be back by a focus', (_, goes) => {
    const { page, client, open } = pageWorld();
    open();
    goes(page);
    client.send({ type: 'client.reconnect' });
    open().close();
    expect(client).toBeIn('reconnect-waiting');
    page.isFocused();
    expect(client).toBeIn({ connecting: 'dialing' });
  });

  it('knows the network by what the page says when it is seen, where the event got lost', () => {
    const { page, client, open } = pageWorld();
    page.connects(false);
    open().close();
    page.hides();
    page.window.navigator.onLine = true;
    page.shows();
    expect(client).toBeIn({ connecting: 'dialing' });
  });

  it('is not disturbed by a focus while it is there', () => {
    const { page, open } = pageWorld();
    const socket = open();
    page.isFocused();
    expect(socket.frames).toEqual([]);
  });

  it.each([
    ['has never connected', { autoConnect: false }, () => {}],
    [
      'was disconnected',
      {},
      (client: ReturnType<typeof pageWorld>['client']) => client.send({ type: 'client.disconnect' }),
    ],
  ] as const)('dials nothing for a client that %s', (_, input, act) => {
    const { page, client, world } = pageWorld({ whenHidden: { disconnectAfterMs: 0 } }, input);
    act(client);
    const { length } = world.sockets;
    page.hides();
    page.leaves();
    page.comesBack();
    page.resumes();
    page.shows();
    page.connects(false);
    page.connects(true);
    page.isFocused();
    expect(client).toBeIn('disconnected');
    expect(world.sockets.length).toBe(length);
  });
});

describe('a hidden page', () => {
  it("with whenHidden 'continue', the default, is a page like any other", () => {
    const { page, client, clock, world, open } = pageWorld();
    page.hides();
    open().close();
    expect(client).toBeIn({ 'reconnect-waiting': 'backoff' });
    clock.increment(5_000);
    expect(world.sockets.length).toBe(2);
  });

  it('wakes the client when it is seen, in that case too', () => {
    const { page, client, open } = pageWorld({}, { reconnectAfterMs: [60_000] });
    page.hides();
    open().close();
    page.shows();
    expect(client).toBeIn({ connecting: 'dialing' });
  });

  it("with whenHidden 'pause' replaces no connection until it is seen", () => {
    const { page, client, clock, world, open } = pageWorld({ whenHidden: 'pause' });
    page.hides();
    open().close();
    clock.increment(59_999);
    expect(world.sockets.length).toBe(1);
    page.shows();
    expect(client).toBeIn({ connecting: 'dialing' });
  });

  it("with whenHidden 'pause' may be hidden before anybody listens", () => {
    const page = new FakePage();
    page.hides();
    const { client, world } = pageWorld({ whenHidden: 'pause' }, {}, page);
    world.socket.close();
    expect(client).toBeIn({ 'reconnect-waiting': 'paused' });
  });

  it('with disconnectAfterMs disconnects after that time, and comes back when it is seen', () => {
    const { page, client, clock, world, open } = pageWorld(hiddenFor(60_000), silent);
    const socket = open();
    page.hides();
    clock.increment(59_999);
    expect(client).toBeIn('connected');
    clock.increment(1);
    expect(client).toBeIn(suspended);
    expect(socket.closing).toMatchObject({ code: 1000 });
    expect(clock.timers).toBe(0);
    page.connects(false);
    page.connects(true);
    page.resumes();
    expect(world.sockets.length).toBe(1);
    page.shows();
    expect(client).toBeIn({ connecting: 'dialing' });
  });

  it('with disconnectAfterMs that is seen in time keeps its connection, and is hidden anew later', () => {
    const { page, client, clock, open } = pageWorld(hiddenFor(60_000), silent);
    open();
    page.hides();
    clock.increment(50_000);
    page.shows();
    page.hides();
    clock.increment(59_999);
    expect(client).toBeIn('connected');
    clock.increment(1);
    expect(client).toBeIn(suspended);
  });

  it.each([
    ['resume', (page: FakePage) => page.resumes()],
    ['online', (page: FakePage) => page.connects(true)],
    ['focus', (page: FakePage) => page.isFocused()],
  ])('with disconnectAfterMs that slept past that time disconnects when it wakes by %s, still hidden', (_, wakes) => {
    const { page, client, clock, open } = pageWorld({ whenHidden: { disconnectAfterMs: 10_000 } });
    open();
    page.hides();
    page.freezes();
    clock.sleep(10_000);
    wakes(page);
    expect(client).toBeIn(suspended);
  });

  it('with disconnectAfterMs that slept past that time and is seen keeps what is still alive', () => {
    const { page, client, clock, world, open } = pageWorld({ whenHidden: { disconnectAfterMs: 10_000 } });
    const socket = open();
    page.hides();
    clock.sleep(20_000);
    page.shows();
    expect(client).toBeIn('connected');
    expect(socket.of('heartbeat').length).toBe(1);
    clock.increment(1);
    expect(world.sockets.length).toBe(1);
  });

  it('with disconnectAfterMs counts from when it was hidden, not from what it says later', () => {
    const { page, client, clock, open } = pageWorld({ whenHidden: { disconnectAfterMs: 10_000 } });
    open();
    page.hides();
    clock.increment(9_000);
    page.resumes();
    page.hides();
    clock.increment(1_000);
    expect(client).toBeIn(suspended);
  });
});

describe('pageLifecycle()', () => {
  it('returns what ends it: nobody listens any more, and no timer is left', () => {
    const { page, client, clock, open, undo } = pageWorld(
      { whenHidden: { disconnectAfterMs: 5_000 } },
      { heartbeatIntervalMs: 0 },
    );
    open();
    clock.increment(10_000);
    expect(page.listeners).toBeGreaterThan(5);
    page.hides();
    expect(clock.timers).toBe(1);
    undo();
    undo();
    expect([page.listeners, clock.timers]).toEqual([0, 0]);
    page.leaves();
    expect(client).toBeIn('connected');
  });

  it('ends with the client, and begins again with it', () => {
    const { page, client, clock, world, open, undo } = pageWorld(hiddenFor(60_000), silent);
    const { listeners } = page;
    open();
    page.hides();
    client.stop();
    expect([page.listeners, clock.timers]).toEqual([0, 0]);
    page.shows();
    page.hides();
    client.start();
    expect(page.listeners).toBe(listeners);
    world.open();
    clock.increment(60_000);
    expect(client).toBeIn(suspended);
    page.shows();
    expect(client).toBeIn({ connecting: 'dialing' });
    client.stop();
    undo();
    client.start();
    expect(page.listeners).toBe(0);
  });

  it('ends with a client that ends for good, or fails', () => {
    const ended = pageWorld();
    ended.client.send({ type: 'client.stop' });
    expect(ended.page.listeners).toBe(0);
    const page = new FakePage();
    const boom = () => {
      throw new Error('boom');
    };
    const broken = createWorld({}, { machine: clientMachine.provide({ guards: { mayDial: boom } }) });
    broken.client.subscribe({ error: () => {} });
    pageLifecycle(broken.client, page.options);
    broken.socket.close();
    page.shows();
    expect(broken.client.getSnapshot().status).toBe('error');
    expect(page.listeners).toBe(0);
  });

  it('hears nothing for a client that is stopped already, until that is started', () => {
    const world = createWorld();
    world.client.stop();
    const page = new FakePage();
    pageLifecycle(world.client, page.options);
    expect(page.listeners).toBe(0);
    world.client.start();
    expect(page.listeners).toBeGreaterThan(5);
  });

  it('may be called before the client is started', () => {
    const page = new FakePage();
    page.hides();
    const world = createWorld({}, { start: false });
    pageLifecycle(world.client, { ...page.options, whenHidden: 'pause' });
    world.client.start();
    world.socket.close();
    expect(world.client).toBeIn({ 'reconnect-waiting': 'paused' });
  });

  it('does no harm when it is called twice', () => {
    const { page, client, clock, world, open } = pageWorld({ whenHidden: 'pause' });
    const undo = pageLifecycle(client, { ...page.options, whenHidden: 'pause' });
    const socket = open();
    page.hides();
    page.shows();
    expect(socket.of('heartbeat').length).toBe(1);
    page.leaves();
    page.comesBack();
    expect(world.sockets.length).toBe(2);
    undo();
    open();
    clock.increment(0);
    page.leaves();
    expect(client).toBeIn(suspended);
  });

  it('uses the document and the window of the page by default', () => {
    const page = new FakePage();
    vi.stubGlobal('document', page.document);
    vi.stubGlobal('window', page.window);
    try {
      const world = createWorld();
      pageLifecycle(world.client);
      page.leaves();
      expect(world.client).toBeIn(suspended);
    } finally {
      vi.unstubAllGlobals();
    }
  });

  it.each(['document', 'window'] as const)('says what is missing where there is no %s', (name) => {
    const { client } = createWorld();
    const { [name]: _, ...rest } = new FakePage().options;
    expect(() => pageLifecycle(client, rest)).toThrow(
      `There is no ${name}. Call pageLifecycle() in a page, or pass one.`,
    );
  });

  it.each(['hide', null, { disconnectAfterMs: -1 }, { disconnectAfterMs: Number.NaN }, {}])(
    'refuses %j as whenHidden',
    (whenHidden) => {
      const { client } = createWorld();
      const options = { ...new FakePage().options, whenHidden: whenHidden as 'pause' };
      expect(() => pageLifecycle(client, options)).toThrow(
        'whenHidden must be "continue", "pause" or { disconnectAfterMs }, from 0 up',
      );
    },
  );

  it('throws the error of a client that was made with a bad input', () => {
    const client = interpret(clientMachine, { input: { url: 'ftp://x' } });
    expect(() => pageLifecycle(client, new FakePage().options)).toThrow('url');
  });
});
