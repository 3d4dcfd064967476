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

/** Timers of actors that have ended, and those for pushes where there are none; and pushes without a timer. */
function timersOf({ client, clock }: World): readonly string[] {
  const outlived = Object.values(client.system.getSnapshot()._scheduledEvents)
    .filter(({ target }) => target.getSnapshot().status !== 'active')
    .map(({ target, event }) => `I9: ${event.type} of ${target.id} has outlived it`);
  const pushing = [...channels(client)].filter((room) => room.getSnapshot().context.pushes.pending().length > 0).length;
  const timers = clock.waitsOfPushes.length;
  return timers === pushing
    ? outlived
    : [...outlived, `I9: ${pushing} topics have pushes, and ${timers} timers for them`];
}
