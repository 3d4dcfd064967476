/**
 * The server of the yardstick, in a process of its own: it answers everything at once, as Phoenix does where nothing has to
 * be done. After a push of `{"flood": true}`, it sends messages to all topics of the connection.
 */
import { Buffer } from 'node:buffer';
import { once } from 'node:events';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import { chunks, FLOOD } from './frames.ts';

const server = new WebSocketServer({ host: '127.0.0.1', port: 0, perMessageDeflate: false });
server.on('listening', () => {
  const address = server.address();
  if (typeof address === 'object') process.send?.(address?.port);
});
server.on('connection', (socket, { socket: raw }) => {
  raw.setNoDelay(true);
  const topics: string[] = [];
  socket.on('message', (data: Buffer, isBinary) => {
    if (isBinary) answerBinary(socket, data);
    else answer(socket, data, raw, topics);
  });
});
process.on('disconnect', () => process.exit());

function answer(socket: WebSocket, data: Buffer, raw: Duplex, topics: string[]): void {
  const [joinRef, ref, topic, event, payload] = JSON.parse(data.toString());
  if (event === 'phx_join') topics.push(topic);
  socket.send(JSON.stringify([joinRef, ref, topic, 'phx_reply', { status: 'ok', response: {} }]));
  if (event === 'phx_leave') socket.send(JSON.stringify([joinRef, joinRef, topic, 'phx_close', {}]));
  if (payload.flood === true) void flood(raw, topics);
}

async function flood(raw: Duplex, topics: readonly string[]): Promise<void> {
  for (const bytes of chunks(topics, FLOOD).buffers) if (!raw.write(bytes)) await once(raw, 'drain');
}

/** A push in, a reply out, with the same bytes: `Phoenix.Socket.V2.JSONSerializer`. */
function answerBinary(socket: WebSocket, data: Buffer): void {
  const [, joinRef = 0, ref = 0, topic = 0, event = 0] = data;
  const eventAt = 5 + joinRef + ref + topic;
  const head = Buffer.from([1, joinRef, ref, topic, 2]);
  socket.send(Buffer.concat([head, data.subarray(5, eventAt), Buffer.from('ok'), data.subarray(eventAt + event)]));
}
