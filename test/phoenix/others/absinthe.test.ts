import { cancel, create, observe, send } from '@absinthe/socket';
import { describe, expect, it } from 'vitest';
import { Socket } from 'xstate-phoenix/phoenix';
import { createAbsintheServer } from './absinthe.server.ts';

const subscription = { operation: 'subscription userAdded { userAdded { name } }' };
const query = { operation: 'query user($id: ID!) { user(id: $id) { name } }', variables: { id: '7' } };
const mutation = { operation: 'mutation addUser { addUser { name } }' };

/** An Absinthe socket on our `Socket`, and what its observers hear. */
function newWorld() {
  const backend = createAbsintheServer();
  const { server, WebSocket } = backend;
  const socket = new Socket(server.url, { transport: WebSocket, clock: server.clock });
  const absinthe = create(socket);
  const heard: unknown[][] = [];
  const run = (request: typeof subscription) => {
    const notifier = send(absinthe, request);
    return observe(absinthe, notifier, {
      onAbort: ({ message }) => heard.push(['abort', message]),
      onCancel: () => heard.push(['cancel']),
      onError: ({ message }) => heard.push(['error', message]),
      onResult: (result) => heard.push(['result', result]),
      onStart: () => heard.push(['start']),
    });
  };
  server.accept();
  return { ...backend, socket, absinthe, heard, run };
}

describe('@absinthe/socket on our Socket', () => {
  it('connects and joins its control channel with the first request', async () => {
    const { server, socket, absinthe, run } = newWorld();
    expect(socket.conn).toBeNull();
    run(query);
    await server.expectJoin('__absinthe__:control');
    expect(absinthe.channel.state).toBe('joined');
  });

  it('runs a subscription', async () => {
    const { server, heard, run, publish } = newWorld();
    run(subscription);
    await server.elapse(0);
    publish({ userAdded: { name: 'ana' } });
    publish({ userAdded: { name: 'bob' } });
    expect(heard).toEqual([
      ['start'],
      ['result', { data: { userAdded: { name: 'ana' } } }],
      ['result', { data: { userAdded: { name: 'bob' } } }],
    ]);
  });

  it('runs a query and a mutation, and is done with them', async () => {
    const { server, absinthe, heard, held, run } = newWorld();
    run(query);
    run(mutation);
    await server.elapse(0);
    expect(heard).toEqual([['start'], ['start'], ['result', { data: { asked: { id: '7' } } }]]);
    held[0]?.({ addUser: { name: 'ana' } });
    await server.elapse(0);
    expect(heard.at(-1)).toEqual(['result', { data: { addUser: { name: 'ana' } } }]);
    expect(absinthe.notifiers).toEqual([]);
  });

  it('tells the observers of a request that the server refuses', async () => {
    const { server, heard, run } = newWorld();
    run({ operation: 'query syntax' });
    await server.elapse(0);
    expect(heard.map(([what]) => what)).toEqual(['start', 'abort']);
  });

  it('cancels a subscription at the server', async () => {
    const { server, absinthe, heard, run, publish, subscriptions } = newWorld();
    run(subscription);
    await server.elapse(0);
    const [present] = absinthe.notifiers;
    if (present) cancel(absinthe, present);
    await server.elapse(0);
    expect(subscriptions.size).toBe(0);
    publish({ userAdded: { name: 'ana' } });
    expect(heard).toEqual([['start'], ['cancel']]);
    expect(absinthe.notifiers).toEqual([]);
  });

  it('subscribes again after a loss, asks queries again, and gives up a mutation', async () => {
    const { server, docs, heard, run, publish, subscriptions } = newWorld();
    run(subscription);
    await server.elapse(0);
    run(mutation);
    server.drop();
    await server.elapse(0);
    expect(heard.slice(1)).toEqual([
      ['error', 'connection: close'],
      ['abort', 'connection: close'],
    ]);
    expect(subscriptions.size).toBe(0);
    run(query);
    await server.elapse(10);
    // The query has waited in the channel. Besides, @absinthe/socket sends again all that is not answered.
    const kinds = docs.map((doc) => doc.query.split(' ')[0]);
    expect(kinds).toEqual(['subscription', 'mutation', 'query', 'subscription', 'query']);
    publish({ userAdded: { name: 'bob' } });
    expect(heard.at(-1)).toEqual(['result', { data: { userAdded: { name: 'bob' } } }]);
  });

  it('says that a request was not answered in time', async () => {
    const { server, heard, run } = newWorld();
    run(mutation);
    await server.elapse(10_000);
    expect(heard).toEqual([['start'], ['error', 'request: timeout']]);
  });

  it('is seen as charts', async () => {
    const { server, socket, run } = newWorld();
    run(subscription);
    await server.elapse(0);
    expect(socket.client.getSnapshot().hasTag('connected')).toBe(true);
    expect(socket.channels.map(({ topic, ref }) => [topic, ref?.getSnapshot().value])).toEqual([
      ['__absinthe__:control', 'joined'],
    ]);
  });
});
