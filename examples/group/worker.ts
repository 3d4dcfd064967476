import cluster from 'node:cluster';
import { once } from 'node:events';
import { toPromise, waitFor } from 'xstate';
import { clientMachine, disconnect, interpret } from 'xstate-phoenix';
import { createGroup } from 'xstate-phoenix/group';
import { GROUP, topics } from './shared.ts';

/** A member of the group. It ends in order when it is told to, and at once when the first process is gone. */
export async function run(): Promise<void> {
  const { URL_OF_SERVER: url = '', GRACE_MS } = process.env;
  const client = interpret(clientMachine, { input: { url } }).start();
  const member = `process ${cluster.worker?.id}`;
  const group = createGroup(client, { topic: GROUP, topics, member, graceMs: Number(GRACE_MS) }).start();

  const told = once(process, 'message');
  await waitFor(group, (snapshot) => snapshot.matches({ member: 'settled' }));
  process.send?.('settled');
  await told;
  group.send({ type: 'group.leave' });
  await toPromise(group);
  await disconnect(client);
  client.stop();
  process.disconnect();
}
