import { once } from 'node:events';
import { awaitJoin, channels, clientMachine, disconnect, interpret, join, leave, on } from 'xstate-phoenix';
import { startServer } from 'xstate-phoenix/testing';

const topics = Array.from({ length: 1_000 }, (_, index) => `device:${index + 1}`);
const REPORT_MS = 500;

// Phoenix allows 100 channels on a connection, unless the socket sets `max_channels_per_transport`.
const server = await startServer({
  channels: { 'device:*': { join: () => ({ ok: {} }) } },
  maxChannels: topics.length,
});

const stopped = once(process, 'SIGTERM');
const client = interpret(clientMachine, { input: { url: server.url } }).start();
let heard = 0;
for (const topic of topics) {
  on(join(client, topic), 'reading', () => {
    heard += 1;
  });
}
await Promise.all(Array.from(channels(client), (room) => awaitJoin(room)));
console.log(`${topics.length} topics joined`);

const readings = setInterval(() => {
  for (const topic of topics) server.broadcast(topic, 'reading', { celsius: 20 });
}, REPORT_MS);
const report = setInterval(() => console.log(`${heard} messages heard`), REPORT_MS);

await stopped;
console.log('stopping');
clearInterval(report);
const ends = await Promise.all(Array.from(channels(client), (room) => leave(room)));
console.log(`${ends.filter(({ acknowledged }) => acknowledged).length} topics left`);
await disconnect(client);
console.log('disconnected');
client.stop();

clearInterval(readings);
await server.stop();
