import { createRequire } from 'node:module';
import { afterEach, describe, expect, it, vi } from 'vitest';
import * as ours from 'xstate-phoenix';
import { interpret } from 'xstate-phoenix';
import { createTestServer } from 'xstate-phoenix/testing';

const TOPIC = 'room:lobby';

const require = createRequire(import.meta.url);

/** A copy of XState that shares no class with the one that this package was made with. */
const xstate: typeof import('xstate') = require(
  require.resolve('xstate').replace(/xstate\.cjs\.js$/, 'xstate.umd.min.js'),
);

function serve() {
  const server = createTestServer({
    channels: { 'room:*': { join: () => ({ ok: {} }), handleIn: (_, payload) => ({ reply: ['ok', payload] }) } },
  });
  server.accept();
  return server;
}

afterEach(() => void vi.resetModules());

describe('a client that is run by another copy of XState', () => {
  const run = (called: string[]) => {
    const server = serve();
    const logic = ours.defineClient({
      onStart: ({ client }) => {
        called.push('onStart');
        ours.join(client, TOPIC);
      },
      onConnect: () => void called.push('onConnect'),
      onJoin: () => void called.push('onJoin'),
      onTerminate: () => void called.push('onTerminate'),
      onCall: (_, question: string) => question,
    });
    return { server, logic, client: xstate.interpret(logic, server.options()).start() };
  };

  it('calls its handlers, and answers calls', async () => {
    const called: string[] = [];
    const { client, server } = run(called);
    await server.elapse(0);
    expect(await ours.call(client, 'hello')).toBe('hello');
    client.stop();
    expect(called).toEqual(['onStart', 'onConnect', 'onJoin', 'onTerminate']);
  });

  it('is restored from a snapshot', async () => {
    const { client, server } = run([]);
    await server.elapse(0);
    const snapshot = client.getPersistedSnapshot();
    client.stop();
    const other = serve();
    const again = xstate.interpret(ours.clientMachine, { ...other.options(), snapshot }).start();
    await ours.awaitJoin(ours.join(again, TOPIC));
    again.stop();
  });
});

describe('a client that was made by another copy of this package', () => {
  it('does all that the functions of this one ask', async () => {
    vi.resetModules();
    const theirs = await import('xstate-phoenix');
    expect(theirs.clientMachine).not.toBe(ours.clientMachine);
    const server = serve();
    const logic = theirs.defineClient({ onCall: (_, question: string) => question });
    const client = interpret(logic, server.options()).start();
    await ours.awaitConnect(client);
    const room = ours.join(client, TOPIC);
    await ours.awaitJoin(room);
    expect(await ours.push(room, 'say', { a: 1 })).toEqual({ a: 1 });
    expect(await ours.call(client, 'hello')).toBe('hello');
    const other = theirs.join(client, 'room:other');
    await ours.awaitJoin(other);
    expect(await ours.leave(other)).toEqual({ acknowledged: true });
    const waits = Promise.allSettled([ours.awaitMessage(room, 'said'), ours.awaitDisconnect(client)]);
    client.stop();
    expect((await waits).map(({ status }) => status)).toEqual(['rejected', 'fulfilled']);
  });
});

describe('an actor that is no client', () => {
  it('is refused, and the error says what is needed', () => {
    const machine = xstate.createMachine({ context: { connection: null } });
    const actor = xstate.createActor(machine).start();
    // @ts-expect-error It is no client.
    expect(() => ours.join(actor, TOPIC)).toThrow(/client must be an actor of clientMachine/);
  });
});
