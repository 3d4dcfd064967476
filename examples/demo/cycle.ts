import { setTimeout as sleep } from 'node:timers/promises';
import { waitFor } from 'xstate';
import {
  awaitConnect,
  awaitDisconnect,
  awaitJoin,
  type ChannelRef,
  type ClientRef,
  disconnect,
  leave,
  push,
} from 'xstate-phoenix';
import type { Playground } from './server.ts';

/** The parts of the demo: a client, its topics, and the server if it is our own. */
export interface Scene {
  readonly client: ClientRef;
  readonly rooms: readonly ChannelRef[];
  readonly playground: Playground | undefined;
  readonly signal: AbortSignal;
}

const LOOK_MS = 2_000;
const TROUBLE_MS = 6_000;
const TALK_MS = 4_000;

/**
 * One cycle: connects, joins, loses the connection, crashes a channel, and recovers from both. Rejects on the signal.
 */
export async function once({ client, rooms, playground, signal }: Scene): Promise<void> {
  const allJoined = () => Promise.all(rooms.map((room) => awaitJoin(room, { signal })));
  await awaitConnect(client, { signal });
  await allJoined();
  await sleep(LOOK_MS, undefined, { signal });
  if (!playground) return;

  playground.outage(1);
  await awaitDisconnect(client, { signal });
  await awaitConnect(client, { signal });
  await allJoined();

  const [first] = rooms;
  if (!first) return;
  playground.crash(first.id);
  await waitFor(first, (snapshot) => !snapshot.matches('joined'), { signal });
  await allJoined();
}

/** Pushes messages and causes trouble until the signal. */
export async function forever({ rooms, playground, signal }: Scene): Promise<void> {
  const [first, second] = rooms;
  if (!playground || !first || !second) return sleep(2 ** 31 - 1, undefined, { signal });

  const talk = setInterval(() => void push(first, 'new_msg', { body: 'hello' }), TALK_MS);
  const troubles = [
    () => playground.crash(second.id),
    () => playground.outage(2),
    () => playground.crash(first.id),
    () => playground.deploy(),
  ];
  try {
    for (let turn = 0; ; turn += 1) {
      await sleep(TROUBLE_MS, undefined, { signal });
      troubles[turn % troubles.length]?.();
    }
  } finally {
    clearInterval(talk);
  }
}

/** Leaves all topics and disconnects. The charts limit how long that can take. */
export async function end({ client, rooms, playground }: Scene): Promise<void> {
  await Promise.all(rooms.map((room) => leave(room)));
  await disconnect(client);
  client.stop();
  await playground?.stop();
}
