import { describe, expect, it } from 'vitest';
import { cast, clientMachine, interpret, join, leave } from 'xstate-phoenix';
import { createTestServer } from 'xstate-phoenix/testing';
import { play } from './play.ts';

async function busy() {
  const { server, client } = play();
  const room = join(client, 'room:a', { params: { as: 'ana' } });
  await server.connectAndExpectJoin('room:a');
  cast(room, 'say', { body: 'hi', more: 1 });
  await leave(room);
  return { server, client };
}

describe('toBeIn', () => {
  it('tells the state of an actor, as deep as it is named', async () => {
    const { client } = await busy();
    expect(client).toBeIn('connected');
    expect(client).toBeIn({ connected: { heartbeat: 'resting' } });
    expect(client).not.toBeIn('failed');
    client.stop();
    expect(client).not.toBeIn('connected');
  });

  it('fails with the state that it is in', () => {
    const client = interpret(clientMachine, createTestServer().options({ autoConnect: false })).start();
    expect(() => expect(client).toBeIn('connected')).toThrow('The actor is in "disconnected", and not in "connected".');
    expect(() => expect(client).not.toBeIn('disconnected')).toThrow('in "disconnected", and in "disconnected".');
  });
});

describe('the matchers for a server', () => {
  it('see what clients did, and take nothing', async () => {
    const { server } = await busy();
    expect(server).toHaveSeenJoin('room:a', { as: 'ana' });
    expect(server).toHaveSeenPush('room:*', 'say', { body: 'hi' });
    expect(server).toHaveSeenPush<{ body: string }>(/./, /./, ({ body }) => body === 'hi');
    expect(server).toHaveSeenLeave('room:a');
    expect(server).toHaveConnections(1);
    await server.expectPush('room:a', 'say');
    await server.expectLeave('room:a');
  });

  it('see nothing that did not happen', async () => {
    const { server } = await busy();
    expect(server).not.toHaveSeenJoin('room:a', { as: 'bo' });
    expect(server).not.toHaveSeenPush('room:a', 'say', { body: 'bye' });
    expect(server).not.toHaveSeenPush('room:b', 'say');
    expect(server).not.toHaveSeenLeave('room:b');
    expect(server).not.toHaveConnections(2);
  });

  it.each<[string, (server: Awaited<ReturnType<typeof busy>>['server']) => void]>([
    ['Expected the client to join room:b; it did not.', (server) => expect(server).toHaveSeenJoin('room:b')],
    ['Expected the client not to join room:a; it did.', (server) => expect(server).not.toHaveSeenJoin('room:a')],
    [
      'to push x to room:a with {"n":1}; it did not.',
      (server) => expect(server).toHaveSeenPush('room:a', 'x', { n: 1 }),
    ],
    ['Expected the client to leave room:b; it did not.', (server) => expect(server).toHaveSeenLeave('room:b')],
    ['The server has 1 open connections.', (server) => expect(server).toHaveConnections(0)],
  ])('fail with "%s" and all that was done', async (message, look) => {
    const { server } = await busy();
    expect(() => look(server)).toThrow(message);
    expect(() => look(server)).toThrow('0 ms  #1 push       room:a say {"body":"hi","more":1}');
  });
});
