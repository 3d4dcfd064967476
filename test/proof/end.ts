import { channels } from 'xstate-phoenix';
import type { World } from './world.ts';

/**
 * Heals a world and lets `boundMs` pass: then the client has to be connected if its user wants that, each wanted topic
 * joined here and there, and each push settled (I7, I4).
 */
export async function heal(world: World, boundMs: number): Promise<void> {
  const { server, network, user, witness, client } = world;
  user.calms();
  await world.perform({ act: 'joins', get: 'ok' });
  while (server.held > 0) await world.perform({ act: 'answer', status: 'ok' });
  for (const [topic, { wanted, asksNobody }] of witness.topics)
    if (wanted && !asksNobody) user.does({ act: 'join', topic, params: 'value' });
  await world.perform({ act: 'wake', by: 'page.visible' });
  await world.perform({ act: 'wake', by: 'network.online' });
  await world.perform({ act: 'network', is: 'up' });
  await world.flow(Math.max(boundMs, witness.pushes.longestMs(world.clock.now())));

  if (!witness.wantsConnection) return;
  if (client.getSnapshot().context.reason === 'idle' && witness.isUnused) return;
  if (!client.getSnapshot().hasTag('connected'))
    witness.blame(
      'I7',
      `${boundMs} ms after the network healed the client is ${JSON.stringify(client.getSnapshot().value)}`,
    );
  for (const [topic, { wanted, room, live }] of witness.topics) {
    if (!wanted) continue;
    const value = JSON.stringify(room?.getSnapshot().value);
    if (value !== '"joined"' || live.phase !== 'joined')
      witness.blame('I7', `${boundMs} ms after the network healed "${topic}" is ${value}`);
    const here = network.line?.number;
    if (live.phase === 'joined' && !server.phoenix.joined(topic).some(({ joinRef }) => joinRef === live.joinRef))
      witness.blame('I7', `the server does not know of join ${live.joinRef} of "${topic}" on line ${here}`);
  }
  if (witness.pushes.pending > 0) witness.blame('I4', `${witness.pushes.pending} pushes are not settled`);
}

/** Lets the user leave everything and disconnect. Then no timer and no actor of a topic is left (I9). */
export async function quiesce(world: World, boundMs: number): Promise<void> {
  const { clock, client, network, witness } = world;
  for (const topic of witness.topics.keys()) await world.perform({ act: 'leave', topic });
  await world.flow(0);
  await world.perform({ act: 'disconnect' });
  // Functions of the user answer at once, so no timer waits for them.
  await world.flow(0);
  if (clock.timers > 0) witness.blame('I9', `${clock.timers} timers are left, the next in ${clock.waits[0]} ms`);
  await world.flow(boundMs);
  if (!client.getSnapshot().matches('disconnected'))
    witness.blame('I9', `the client never ended, and is ${JSON.stringify(client.getSnapshot().value)}`);
  const [waits] = world.user.told();
  if (waits.length > 0) witness.blame('I9', `nobody has settled ${waits.join(', ')}`);
  const left = [...channels(client)];
  if (left.length > 0) witness.blame('I9', `${left.length} channels are left`);
  if (clock.timers > 0) witness.blame('I9', `${clock.timers} timers are left, the next in ${clock.waits[0]} ms`);
  if (network.lines.some(({ phase }) => phase === 'open' || phase === 'dialing')) witness.blame('I9', 'a line is left');
  if (witness.pushes.pending > 0) witness.blame('I4', `${witness.pushes.pending} pushes are not settled`);
}

/** Stops the client in any state. Then nothing of it is left, and all promises are settled (I9, I4). */
export async function stop(world: World): Promise<void> {
  const { clock, client, network, server, user, witness } = world;
  user.calms();
  client.stop();
  await world.turns();
  const [waits] = user.told();
  if (waits.length > 0) witness.blame('I9', `nobody has settled ${waits.join(', ')} behind a stopped client`);
  const timers = clock.timers - server.timers;
  if (timers > 0) witness.blame('I9', `${timers} timers are left behind a stopped client`);
  if (network.lines.some(({ phase }) => phase === 'open' || phase === 'dialing'))
    witness.blame('I9', 'a line is left behind a stopped client');
  if (witness.pushes.pending > 0) witness.blame('I4', `${witness.pushes.pending} pushes are not settled`);
}
