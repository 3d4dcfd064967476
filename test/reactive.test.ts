import { describe, expect, it } from 'vitest';
import {
  awaitJoin,
  awaitMessage,
  cast,
  channels,
  clientMachine,
  disconnect,
  interpret,
  join,
  leave,
  messages,
  on,
  onFrame,
  ping,
  push,
  rejoin,
} from 'xstate-phoenix';
import { createTestServer } from 'xstate-phoenix/testing';
import { reactive } from './support/reactive.ts';

/** A client and a room in the state of a user interface. */
async function shown() {
  const server = createTestServer({
    channels: { 'room:*': { join: () => ({ ok: {} }), handleIn: (_, payload) => ({ reply: ['ok', payload] }) } },
  });
  server.accept();
  const client = interpret(clientMachine, server.options()).start();
  const room = join(client, 'room:a');
  await awaitJoin(room);
  return { server, state: reactive({ client, room }) };
}

describe('a client and a room in reactive state', () => {
  it('are what every function takes', async () => {
    const { server, state } = await shown();
    const heard: unknown[] = [];
    on(state.room, 'said', (payload) => heard.push(payload));
    onFrame(state.client, () => {});
    const next = awaitMessage(state.room, 'said');
    const all = messages(state.room, 'said')[Symbol.asyncIterator]().next();
    server.push('room:a', 'said', { n: 1 });
    expect(heard).toEqual([{ n: 1 }]);
    expect(await next).toMatchObject({ payload: { n: 1 } });
    expect(await all).toMatchObject({ value: { payload: { n: 1 } } });
    expect(await push(state.room, 'say', { n: 2 })).toEqual({ n: 2 });
    cast(state.room, 'say', {});
    expect(await ping(state.client)).toBe(0);
    expect([...channels(state.client)]).toHaveLength(1);
    expect(join(state.client, 'room:b').id).toBe('room:b');
    rejoin(state.room);
    expect(await awaitJoin(state.room)).toMatchObject({ rejoin: true });
    expect(await leave(state.room)).toEqual({ acknowledged: true });
    await disconnect(state.client);
    expect(state.client.getSnapshot().value).toBe('disconnected');
  });

  it('keep pushes that wait, and tell what becomes of them', async () => {
    const { server, state } = await shown();
    server.stall();
    server.drop();
    const waiting = push(state.room, 'say', { n: 1 }, { timeoutMs: 50 });
    await server.elapse(5);
    expect(state.room.getSnapshot().context.pushes.pending()).toHaveLength(1);
    await server.elapse(50);
    await expect(waiting).rejects.toMatchObject({ code: 'timeout', sent: false });
  });
});
