import { EventEmitter, once } from 'node:events';
import { defineClient, disconnect, interpret, join } from 'xstate-phoenix';
import { startServer } from 'xstate-phoenix/testing';

/** Repeats the messages of topics on a local emitter. */
function repeater(topics: readonly string[], local: EventEmitter) {
  return defineClient({
    onStart({ client }) {
      for (const topic of topics) join(client, topic);
    },
    onJoin: (_, { topic }) => void local.emit('ready', topic),
    onMessage: (_, { topic, event, payload }) => void local.emit(topic, event, payload),
  });
}

const server = await startServer({ channels: { 'feed:*': { join: () => ({ ok: {} }) } } });
const local = new EventEmitter();
const client = interpret(repeater(['feed:news', 'feed:sport'], local), { input: { url: server.url } });

const ready = [once(local, 'ready')];
local.once('ready', () => ready.push(once(local, 'ready')));
client.start();
for (let index = 0; index < 2; index += 1) console.log('repeating', ...(await (ready[index] ?? [])));

const heard = Promise.all([once(local, 'feed:news'), once(local, 'feed:sport')]);
server.broadcast('feed:news', 'article', { title: 'It works' });
server.broadcast('feed:sport', 'score', { home: 2, away: 1 });
for (const [event, payload] of await heard) console.log('heard', event, payload);

await disconnect(client);
client.stop();
await server.stop();
