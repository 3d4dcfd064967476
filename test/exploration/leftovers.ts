import { type ChannelRef, channels } from 'xstate-phoenix';
import type { World } from '../proof/world.ts';

/** What is left in a world at rest: things that nobody needs any more (I9), and work that could be done (I4). */
export function leftoversOf(world: World): readonly string[] {
  const { client } = world;
  // The tables of a stopped client go with it.
  if (client.getSnapshot().status !== 'active') return timersOf(world);
  const rooms = [...channels(client)];
  const { topics: tables, joins } = client.getSnapshot().context.connection;
  const topics = new Set(rooms.map((room) => room.getSnapshot().context.topic));
  return [
    ...timersOf(world),
    ...rooms.flatMap(roomOf),
    ...[...tables.awaited.keys()]
      .filter((topic) => !topics.has(topic))
      .map((topic) => `I9: refs of "${topic}" are kept`),
    ...(joins.size > rooms.filter(hasTurn).length ? ['I9: the turn of a join is kept, and nobody has it'] : []),
  ];

  function hasTurn(room: ChannelRef): boolean {
    const snapshot = room.getSnapshot();
    return ['joining', 'leaving'].includes(String(snapshot.value)) || snapshot.matches({ 'rejoin-waiting': 'queued' });
  }

  function roomOf(room: ChannelRef): readonly string[] {
    const { status, value, context } = room.getSnapshot();
    const { topic, pushes } = context;
    if (status !== 'active') return [`I9: the channel of "${topic}" is ${status}, and kept`];
    const mayWrite = value === 'joined' && client.getSnapshot().matches({ connected: { flow: 'flowing' } });
    return mayWrite && pushes.hasWaiting ? [`I4: pushes of "${topic}" wait, and could be written`] : [];
  }
}

/** Timers of actors that have ended, and those for pushes where there are none. */
function timersOf({ client, witness }: World): readonly string[] {
  return Object.values(client.system.getSnapshot()._scheduledEvents).flatMap(({ target, event }) => {
    if (target.getSnapshot().status !== 'active') return [`I9: ${event.type} of ${target.id} has outlived it`];
    if (event.type !== 'push.expired') return [];
    const pending = witness.topic(target.id).room?.getSnapshot().context.pushes.pending() ?? [];
    return pending.length > 0 ? [] : [`I9: there is a timer for pushes to "${target.id}", and there are none`];
  });
}
