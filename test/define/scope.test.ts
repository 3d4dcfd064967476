import { describe, expect, it, vi } from 'vitest';
import { assign, createActor, setup, toPromise } from 'xstate';
import { call, cast, defineClient, join, onFrame, type Scope } from 'xstate-phoenix';
import { startDefined } from '../support/defined.ts';
import { deferred, outcome, turns } from '../support/room.ts';
import '../support/matchers.ts';

describe('the user data of a client', () => {
  const counter = defineClient({
    assigns: { count: 0, last: '' },
    onConnect: ({ client }) => void join(client, 'room:a'),
    onMessage: ({ assigns, assign, update }, { event }) => {
      update('count', (count) => count + 1);
      assign({ last: `${event} ${assigns.count}` });
    },
    onCall: ({ assigns }, key: 'count' | 'last') => assigns[key],
  });

  it('are read, assigned and updated', async () => {
    const { client } = startDefined(counter);
    const room = join(client, 'room:a');
    for (let n = 0; n < 3; n += 1) cast(room, 'shout', {});
    expect(await call(client, 'count')).toBe(3);
    expect(await call(client, 'last')).toBe('shouted 3');
    expect(client.getSnapshot().context.assigns()).toEqual({ count: 3, last: 'shouted 3' });
  });

  it('belong to one client each', async () => {
    const [one, other] = [startDefined(counter), startDefined(counter)];
    cast(join(one.client, 'room:a'), 'shout', {});
    expect(await call(one.client, 'count')).toBe(1);
    expect(await call(other.client, 'count')).toBe(0);
  });

  it('are at hand in a handler as soon as they are assigned', () => {
    const seen: unknown[] = [];
    const logic = defineClient({
      assigns: { n: 1 },
      onStart(scope) {
        scope.assign({ n: 2 });
        seen.push(scope.assigns.n);
        scope.update('n', (n) => n * 10);
        seen.push(scope.assigns.n);
      },
      onConnect: ({ assigns }) => void seen.push(assigns.n),
    });
    startDefined(logic);
    expect(seen).toEqual([2, 20, 20]);
  });

  it('may be assigned behind an await, where they are those of then', async () => {
    const later = deferred();
    const seen: unknown[] = [];
    const logic = defineClient({
      assigns: { n: 1, m: 1 },
      async onConnect(scope) {
        await later.promise;
        seen.push(scope.assigns.m);
        scope.update('n', (n) => n + 1);
        seen.push(scope.assigns.n);
      },
      onJoin: ({ assign }) => assign({ m: 7 }),
    });
    const { client } = startDefined(logic);
    join(client, 'room:a');
    later.resolve({});
    await turns();
    expect(seen).toEqual([7, 2]);
    expect(client.getSnapshot().context.assigns()).toEqual({ n: 2, m: 7 });
  });

  it('are those of now where a handler has taken them out of its scope', async () => {
    const later = deferred();
    const seen: unknown[] = [];
    const logic = defineClient({
      assigns: { n: 1 },
      async onConnect({ assigns, update }) {
        update('n', (n) => n + 1);
        seen.push(assigns.n, { ...assigns });
        await later.promise;
        update('n', (n) => n + 1);
        seen.push(assigns.n);
      },
    });
    startDefined(logic);
    later.resolve({});
    await turns();
    expect(seen).toEqual([2, { n: 2 }, 3]);
  });

  it('can be changed by nobody but assign and update', () => {
    const seen: unknown[] = [];
    const logic = defineClient({
      assigns: { n: 1 },
      onConnect: ({ assigns }) => void seen.push(Reflect.set(assigns, 'n', 2), Reflect.deleteProperty(assigns, 'n')),
    });
    expect(startDefined(logic).client.getSnapshot().context.assigns()).toEqual({ n: 1 });
    expect(seen).toEqual([false, false]);
  });

  it('lose no update, though a scope of an older handler is used inside of another one', () => {
    const kept: Scope<{ n: number }>[] = [];
    const logic = defineClient({
      assigns: { n: 0 },
      onStart: (scope) => void kept.push(scope),
      onConnect({ update }) {
        update('n', (n) => n + 1);
        for (const old of [...kept, ...kept]) old.update('n', (n) => n + 10);
        update('n', (n) => n + 1);
      },
    });
    expect(startDefined(logic).client.getSnapshot().context.assigns()).toEqual({ n: 22 });
  });

  it('stay as they are when an update behind an await throws, which is reported', async () => {
    const logic = defineClient({
      assigns: { n: 1 },
      async onConnect({ update }) {
        await null;
        update('n', () => {
          throw new Error('no number');
        });
      },
    });
    const { client, said } = startDefined(logic);
    await turns();
    expect(client.getSnapshot().context.assigns()).toEqual({ n: 1 });
    expect(said).toContainEqual(expect.objectContaining({ type: 'listener.failed', event: 'update' }));
  });

  it('keep what a handler has assigned before it throws', () => {
    const logic = defineClient({
      assigns: { n: 1 },
      onConnect({ assign }) {
        assign({ n: 2 });
        throw new Error('late');
      },
    });
    expect(startDefined(logic).client.getSnapshot().context.assigns()).toEqual({ n: 2 });
  });

  it('stay as they are when the handler that changes them throws', () => {
    const logic = defineClient({
      assigns: { n: 1 },
      onConnect: ({ update }) =>
        update('n', () => {
          throw new Error('no number');
        }),
    });
    const { client, said } = startDefined(logic);
    expect(client.getSnapshot().context.assigns()).toEqual({ n: 1 });
    expect(said).toContainEqual(expect.objectContaining({ type: 'listener.failed', event: 'onConnect' }));
  });

  it('are shown by no serialised snapshot', () => {
    const { client } = startDefined(defineClient({ assigns: { token: 'SECRET' } }));
    expect(JSON.stringify(client.getSnapshot())).not.toContain('SECRET');
    expect(JSON.stringify(client.getPersistedSnapshot())).not.toContain('SECRET');
  });
});

describe('the events of a client of ones own', () => {
  type Own = { readonly type: 'tick'; readonly n: number };

  it('come to onEvent, from inside and outside', () => {
    const seen: number[] = [];
    const logic = defineClient({
      types: { events: {} as Own },
      onConnect: ({ send }) => send({ type: 'tick', n: 1 }),
      onEvent: (_, { n }) => void seen.push(n),
    });
    const { client } = startDefined(logic);
    client.send({ type: 'tick', n: 2 });
    expect(seen).toEqual([1, 2]);
  });

  it('never include those of the client itself', () => {
    const seen: string[] = [];
    const { client, network, clock } = startDefined(defineClient({ onEvent: (_, { type }) => void seen.push(type) }));
    client.send({ type: 'page.visible' });
    client.send({ type: 'heartbeat.acknowledged', ref: 'old' });
    network.drop();
    clock.increment(10);
    client.send({ type: 'mine' });
    expect(seen).toEqual(['mine']);
  });

  it.each('buffer channel client connection frame heartbeat listener network page topic transport xstate'.split(' '))(
    'do not begin with %s, which is a word of the client or of XState',
    (word) => {
      const seen: string[] = [];
      const { client } = startDefined(defineClient({ onEvent: (_, { type }) => void seen.push(type) }));
      // Nothing that a client in TypeScript may be sent.
      client.send({ type: `${word}.mine` } as never);
      expect(seen).toEqual([]);
    },
  );

  it('may come later, on the clock of the client, or be called back', () => {
    const seen: number[] = [];
    const undo: (() => void)[] = [];
    const logic = defineClient({
      types: { events: {} as Own },
      onStart({ sendAfter }) {
        sendAfter({ type: 'tick', n: 1 }, 500);
        sendAfter({ type: 'tick', n: 2 }, 1000);
        undo.push(sendAfter({ type: 'tick', n: 3 }, 700));
      },
      onEvent: (_, { n }) => void seen.push(n),
    });
    const { client, clock } = startDefined(logic);
    clock.increment(499);
    expect(seen).toEqual([]);
    clock.increment(1);
    expect(seen).toEqual([1]);
    for (const step of undo) step();
    clock.increment(499);
    expect(seen).toEqual([1]);
    client.stop();
    clock.increment(1);
    expect(seen).toEqual([1]);
    expect(clock.timers).toBe(0);
  });

  it.each([Number.NEGATIVE_INFINITY, Number.NaN, -1])('may not come after %d ms', (delayMs) => {
    const logic = defineClient({ onStart: ({ sendAfter }) => void sendAfter({ type: 'tick' }, delayMs) });
    const { said } = startDefined(logic);
    expect(said).toContainEqual({
      type: 'listener.failed',
      error: expect.objectContaining({
        code: 'configuration',
        problems: [expect.objectContaining({ path: 'delayMs' })],
      }),
      topic: null,
      event: 'onStart',
    });
  });

  it('do nothing without onEvent', () => {
    const { client } = startDefined(defineClient({ types: { events: {} as Own } }));
    client.send({ type: 'tick', n: 1 });
    expect(client).toBeIn('connected');
  });
});

describe('the scope of a handler that outlives its client', () => {
  it('is of no effect, and says nothing to the console', async () => {
    const warned = vi.spyOn(console, 'warn').mockImplementation(() => {});
    const scopes: Scope<object>[] = [];
    const { client, clock } = startDefined(defineClient({ onStart: (scope) => void scopes.push(scope) }));
    client.stop();
    for (const { send, stop, sendAfter } of scopes) {
      send({ type: 'mine' });
      sendAfter({ type: 'mine' }, 10);
      stop();
    }
    await turns();
    expect(warned).not.toHaveBeenCalled();
    expect(clock.timers).toBe(0);
    warned.mockRestore();
  });
});

describe('a call', () => {
  const logic = defineClient({
    onCall(_, request: string) {
      if (request === 'fail') throw new Error('no answer to that');
      if (request === 'later') return Promise.resolve('at last');
      if (request === 'fail later') return Promise.reject(new Error('no answer to that'));
      if (request === 'never') return new Promise<string>(() => {});
      return request.toUpperCase();
    },
  });

  it('is answered by what onCall returns, now or later', async () => {
    const { client } = startDefined(logic);
    expect(await call(client, 'now')).toBe('NOW');
    expect(await call(client, 'later')).toBe('at last');
  });

  it('leaves no timer behind when it is answered', async () => {
    const { client, clock } = startDefined(logic, { heartbeatIntervalMs: 0, stableAfterMs: 0 });
    clock.increment(1);
    await call(client, 'now', { timeoutMs: 5_000 });
    await call(client, 'later', { timeoutMs: 5_000 });
    expect(clock.timers).toBe(0);
  });

  it.each(['fail', 'fail later'])(
    'is rejected with what onCall throws, and nobody else is told: %s',
    async (request) => {
      const { client, said } = startDefined(logic);
      await expect(call(client, request)).rejects.toThrow('no answer to that');
      expect(said.filter(({ type }) => type === 'listener.failed')).toEqual([]);
    },
  );

  it('is rejected by its timeout, its signal and the end of the client', async () => {
    const { client, clock } = startDefined(logic);
    const timed = outcome(call(client, 'never', { timeoutMs: 100 }));
    clock.increment(100);
    expect(await timed).toEqual({ error: expect.objectContaining({ code: 'timeout' }) });
    const abort = new AbortController();
    const aborted = call(client, 'never', { signal: abort.signal });
    abort.abort('enough');
    await expect(aborted).rejects.toMatchObject({ code: 'aborted', cause: 'enough' });
    const ended = call(client, 'never');
    client.stop();
    await expect(ended).rejects.toMatchObject({ code: 'disconnected' });
    await expect(call(client, 'now')).rejects.toMatchObject({ code: 'disconnected' });
    expect(clock.timers).toBe(0);
  });

  it('is rejected where nobody answers calls', async () => {
    const { client } = startDefined(defineClient({}));
    await expect(call(client, 'anything' as never)).rejects.toMatchObject({
      code: 'configuration',
      problems: [{ path: 'onCall' }],
    });
  });
});

describe('a client that is stopped', () => {
  it('by a handler is done, tells the reason, and closes its connection', async () => {
    const reasons: unknown[] = [];
    const logic = defineClient({
      onMessage: ({ stop }, { event }) => stop(event),
      onTerminate: (_, { reason }) => void reasons.push(reason),
    });
    const { client, clock, network } = startDefined(logic);
    cast(join(client, 'room:a'), 'shout', {});
    expect(await toPromise(client)).toEqual({ reason: 'shouted' });
    expect(reasons).toEqual(['shouted']);
    expect(client.getSnapshot().value).toBe('stopped');
    network.drop();
    clock.increment(60_000);
    expect(network.requests.length).toBe(1);
    expect(clock.timers).toBe(0);
  });

  it('by a handler still writes what the handler has sent before', async () => {
    const logic = defineClient({
      onMessage({ stop }, { channel }) {
        if (channel) cast(channel, 'bye');
        stop();
      },
    });
    const { client } = startDefined(logic);
    const written: string[] = [];
    onFrame(client, ({ frame }) => written.push(frame[3]));
    cast(join(client, 'room:a'), 'shout', {});
    await toPromise(client);
    expect(written).toContain('bye');
  });

  it.each(['connecting', 'reconnect-waiting', 'disconnected', 'failed'])('while %s is done as well', async (state) => {
    const { client, network } = startDefined(defineClient({}), {
      autoConnect: state !== 'disconnected',
      ...(state === 'failed' && { maxAttempts: 1 }),
      ...(state === 'connecting' && { url: () => new Promise<string>(() => {}) }),
    });
    if (state === 'reconnect-waiting' || state === 'failed') network.drop();
    expect(client).toBeIn(state);
    client.send({ type: 'client.stop', reason: 'over' });
    expect(await toPromise(client)).toEqual({ reason: 'over' });
  });

  it('from outside runs onTerminate once', () => {
    const reasons: unknown[] = [];
    const { client } = startDefined(defineClient({ onTerminate: (_, { reason }) => void reasons.push(reason) }));
    client.stop();
    client.stop();
    expect(reasons).toEqual([undefined]);
  });

  it.each([
    ['from outside', (client: { stop(): void }) => client.stop()],
    ['by an event', (client: { send(event: { type: 'client.stop' }): void }) => client.send({ type: 'client.stop' })],
  ])('%s logs what onTerminate throws, though somebody listens, who hears nothing any more', (_, end) => {
    const logged = vi.spyOn(console, 'error').mockImplementation(() => {});
    const { client } = startDefined(
      defineClient({
        onTerminate: () => {
          throw new Error('of mine');
        },
      }),
    );
    client.on('listener.failed', () => {});
    end(client);
    expect(logged).toHaveBeenCalledOnce();
    logged.mockRestore();
  });

  it('rejects what is still waited for', async () => {
    const { client } = startDefined(defineClient({}));
    const room = join(client, 'room:a');
    const reply = new Promise((resolve) => room.on('push.failed', ({ error }) => resolve(error.code)));
    client.send({ type: 'channel.push', topic: 'room:a', event: 'silence', payload: {} });
    client.send({ type: 'client.stop' });
    expect(await reply).toBe('disconnected');
  });
});

describe('a client with handlers inside a machine', () => {
  const echo = defineClient({
    types: { events: {} as { readonly type: 'say'; readonly body: string } },
    assigns: { said: 0 },
    onStart: ({ client }) => void join(client, 'room:a'),
    onEvent({ client, update }, { body }) {
      cast(join(client, 'room:a'), 'shout', { body });
      update('said', (said) => said + 1);
    },
    onMessage: ({ assigns, stop }) => {
      if (assigns.said === 2) stop({ said: assigns.said });
    },
  });

  it('takes events, and tells its machine why it ended', async () => {
    const { network, clock } = startDefined(echo, { start: false });
    const app = setup({ actors: { phoenix: echo }, types: { context: {} as { output: unknown } } }).createMachine({
      context: { output: null },
      invoke: {
        src: 'phoenix',
        id: 'phoenix',
        input: { url: 'ws://server.test/socket', transport: network.transport },
        onDone: { target: '.over', actions: assign({ output: ({ event }) => event.output }) },
      },
      initial: 'talking',
      states: { talking: {}, over: {} },
    });
    const actor = createActor(app, { clock }).start();
    actor.getSnapshot().children.phoenix?.send({ type: 'say', body: 'one' });
    expect(actor.getSnapshot().value).toBe('talking');
    actor.getSnapshot().children.phoenix?.send({ type: 'say', body: 'two' });
    await turns();
    expect(actor.getSnapshot().value).toBe('over');
    expect(actor.getSnapshot().context.output).toEqual({ reason: { said: 2 } });
  });
});
