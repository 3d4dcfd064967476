import { type Channel, Socket, type SocketOptions } from 'xstate-phoenix/phoenix';
import { createTestServer, type TestServer } from 'xstate-phoenix/testing';

/** A socket before a server of the test kit, in virtual time. */
export function socketWorld(options: SocketOptions = {}): { server: TestServer; socket: Socket } {
  const server = createTestServer();
  return { server, socket: new Socket(server.url, { transport: server.WebSocket, clock: server.clock, ...options }) };
}

/** The same with a channel that is joined. */
export async function channelWorld(options?: SocketOptions) {
  const { server, socket } = socketWorld(options);
  socket.connect();
  const channel = socket.channel('room:1', { as: 'ana' });
  channel.join();
  await server.connectAndExpectJoin('room:1', { reply: ['ok', { seats: 4 }] });
  return { server, socket, channel, room: refOf(channel) };
}

export function refOf({ ref }: Channel) {
  if (!ref) throw new Error('The channel was never joined.');
  return ref;
}
