import {
  awaitDisconnect,
  awaitJoin,
  channels,
  clientMachine,
  disconnect,
  interpret,
  join,
  leave,
} from 'xstate-phoenix';
import { startServer } from 'xstate-phoenix/testing';

const server = await startServer({ channels: { 'room:*': { join: () => ({ ok: {} }) } } });
const client = interpret(clientMachine, { input: { url: server.url } });
client.on('connected', ({ reconnect }) => console.log(reconnect ? 'connected again' : 'connected'));
client.on('connection.lost', ({ code }) => console.log(`connection lost: ${code}`));
client.start();

/** Joins a topic. The program keeps no list of topics: the client has one. */
function enter(topic: string) {
  const room = join(client, topic);
  room.on('joined', ({ rejoin }) => console.log(`${topic} joined${rejoin ? ' again' : ''}`));
  room.on('left', () => console.log(`${topic} left`));
  return room;
}

const rooms = ['room:1', 'room:2', 'room:3'].map(enter);
await Promise.all(rooms.map((room) => awaitJoin(room)));

server.dropConnections();
await awaitDisconnect(client);
const [, second] = rooms;
if (second) await leave(second);

await Promise.all(Array.from(channels(client), (room) => awaitJoin(room)));
console.log(`${[...channels(client)].length} topics are back`);

await disconnect(client);
client.stop();
await server.stop();
