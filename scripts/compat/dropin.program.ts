import { ANSWERED } from './program.ts';

/** What is swapped, and what is used with it as it is. */
export const users = ['phoenix', '@absinthe/socket', '@supabase/realtime-js'];

/** A program of phoenix.js, Absinthe and Supabase, which knows nothing of this library. */
export function userOf(url: string): string {
  return `import { create, observe, send } from '@absinthe/socket';
import { RealtimeClient } from '@supabase/realtime-js';
import { Socket } from 'phoenix';
const socket = new Socket('${url}');
const client = new RealtimeClient('${url}', { params: { apikey: 'key' } });
for (const one of [socket, client.socketAdapter.getSocket()])
  if (!('client' in one)) throw new Error('A socket is that of phoenix.js.');
socket.connect();
const channel = socket.channel('room:lobby');
channel.join();
const absinthe = create(socket);
Promise.all([
  new Promise((resolve) => channel.push('say', { body: '${ANSWERED}' }).receive('ok', resolve)),
  new Promise((resolve) => observe(absinthe, send(absinthe, { operation: 'query { all }' }), { onResult: resolve })),
  new Promise((resolve) => client.channel('room').subscribe((status) => status === 'SUBSCRIBED' && resolve())),
]).then(([{ body }]) => {
  console.log(body);
  globalThis.process.exit(0);
});
`;
}

/** A test of such a program. */
export function testOf(imports: string): string {
  return `${imports}
test('the sockets are not those of phoenix.js', () => {
  const client = new RealtimeClient('wss://example.com', { params: { apikey: 'key' }, transport: class {} });
  for (const socket of [new Socket('wss://example.com'), client.socketAdapter.getSocket()])
    expect('client' in socket).toBe(true);
  console.log('${ANSWERED}');
});
`;
}
