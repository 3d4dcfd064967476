import { expect, test } from 'vitest';
import { type ClientRef, clientMachine, interpret, join, on, push } from 'xstate-phoenix';
import { createTestServer } from 'xstate-phoenix/testing';
import { phoenixMatchers } from 'xstate-phoenix/testing/vitest';

expect.extend(phoenixMatchers);

/** The code under test: it echoes what is said in the lobby. */
function echo(client: ClientRef) {
  const lobby = join(client, 'room:lobby', { params: { as: 'echo' } });
  on<{ body: string }>(lobby, 'said', ({ body }) => void push(lobby, 'say', { body: `${body}!` }));
  return lobby;
}

test('an echo answers, and is back a moment after the connection was lost', async () => {
  const server = createTestServer();
  const client = interpret(clientMachine, server.options({ params: { token: 'x' } })).start();
  const lobby = echo(client);
  await server.expectConnect({ params: { token: 'x' } });
  await server.connectAndExpectJoin('room:lobby', { params: { as: 'echo' } });

  server.push('room:lobby', 'said', { body: 'hello' });
  const say = await server.expectPush('room:lobby', 'say', { body: 'hello!' });
  say.reply('ok');

  server.drop();
  expect(lobby).toBeIn('rejoin-waiting');
  await server.expectJoin('room:lobby', { withinMs: 100 });
  expect(lobby).toBeIn('joined');
  await server.expectHeartbeat({ withinMs: 30_000 });
  expect(server).toHaveConnections(1);
});
