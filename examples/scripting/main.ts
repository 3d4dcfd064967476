import { parseArgs } from 'node:util';
import {
  awaitConnect,
  awaitJoin,
  awaitMessage,
  cast,
  clientMachine,
  disconnect,
  interpret,
  join,
  leave,
  push,
} from 'xstate-phoenix';
import { type Channel, type HandleResult, startServer } from 'xstate-phoenix/testing';

/**
 * The channel of `mix phx.gen.channel Room`: replies to `ping` with its payload, and broadcasts `shout` to everybody.
 */
const channels = {
  'room:lobby': {
    join: () => ({ ok: {} }),
    handleIn(event: string, payload: unknown, channel: Channel): HandleResult {
      if (event === 'ping') return { reply: ['ok', payload] };
      channel.broadcast(event, Object(payload));
      return undefined;
    },
  },
};
const { values } = parseArgs({ options: { url: { type: 'string' } } });
const server = values.url === undefined ? await startServer({ channels }) : undefined;
const url = values.url ?? server?.url ?? '';

const client = interpret(clientMachine, { input: { url } }).start();
await awaitConnect(client, { timeoutMs: 5_000 });
console.log('connected');
const room = join(client, 'room:lobby', { params: { name: 'ana' } });
console.log('joined with the response', (await awaitJoin(room)).response);
console.log('the reply to ping is', await push(room, 'ping', { n: 1 }));
const shout = awaitMessage(room, 'shout', { where: { body: 'hello' }, timeoutMs: 5_000 });
cast(room, 'shout', { body: 'hello' });
console.log('heard', (await shout).payload);
console.log('left', await leave(room));
await disconnect(client);
console.log('disconnected');

client.stop();
await server?.stop();
