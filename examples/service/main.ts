import { toPromise, waitFor } from 'xstate';
import { awaitJoin, awaitLeave, call, interpret, join } from 'xstate-phoenix';
import { startServer } from 'xstate-phoenix/testing';
import { service } from './phoenix.client.ts';

let hearBye = () => {};
const bye = new Promise<void>((resolve) => {
  hearBye = resolve;
});
const server = await startServer({
  channels: {
    'room:*': {
      join: () => ({ ok: {} }),
      handleIn(event, payload) {
        if (event === 'bye') hearBye();
        return { reply: ['ok', payload] };
      },
    },
  },
});
const client = interpret(service, { input: { url: server.url } }).start();

client.send({ type: 'enter', topic: 'room:a' });
client.send({ type: 'enter', topic: 'room:b' });
const other = join(client, 'room:b');
await Promise.all([awaitJoin(join(client, 'room:a')), awaitJoin(other)]);
console.log('echo:', await call(client, { ask: 'echo', topic: 'room:a', text: 'hello' }));

client.send({ type: 'exit', topic: 'room:b' });
await awaitLeave(other);
await waitFor(client, ({ context }) => Object(context.assigns()).ticks > 0);
console.log('status:', await call(client, { ask: 'status' }, { timeoutMs: 5_000 }));

server.broadcast('room:a', 'closing_time');
console.log('output:', await toPromise(client));
await bye;
console.log('the server got bye');
await server.stop();
