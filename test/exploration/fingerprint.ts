import { createHash } from 'node:crypto';
import type { Live } from '../proof/topic.witness.ts';
import type { World } from '../proof/world.ts';
import { channelTold, clientTold, tableTold, timersTold } from './actors.told.ts';
import type { Left, Model } from './model.ts';
import { counted, renamed } from './names.ts';
import { linesTold, oldFramesTold, serverTold } from './wire.told.ts';

/**
 * The state of a world as text. Worlds with the same text and the same limits left have the same futures.
 *
 * Everything that can matter later is in it: the two charts and their contexts, the tables the actors share, the timers
 * by owner and in the order they fire, what is on the wire in either direction, what the server has, what the user
 * waits for, and what the witness remembers. Times are told from now on. Left out is
 *
 * - what only counts up: it is told by rank ({@link renamed}), and attempts only as far as they change anything;
 * - what is only handed on to listeners and decides nothing: the responses of joins, how often a topic or the client
 *   has connected, when a heartbeat was sent, what the server numbers its messages with;
 * - frames that were delivered before, but for the last ones, while one may be delivered again.
 *
 * `audit.ts` puts this to the test.
 */
export function told(world: World, model: Model, left: Left): string {
  const { client, clock, reach, server, user, witness } = world;
  const now = clock.now();
  const { wantsConnection, silentSince, unusedSince } = witness.told();
  const topics = model.topics.map((topic) => {
    const { room } = witness.topic(topic);
    const { live, rest } = witness.topic(topic).told();
    return [rest, liveTold(live, now), room && channelTold(room, client.getSnapshot().context, now)];
  });
  return renamed(
    JSON.stringify([
      topics,
      clientTold(world, model),
      tableTold(world),
      timersTold(world),
      reach,
      linesTold(world, model),
      oldFramesTold(world, model, left),
      serverTold(server.told(model.topics)),
      user.told(),
      wantsConnection,
      silentSince !== null && silentSince - now,
      unusedSince !== null && Math.min(now - unusedSince, model.options.input?.idleDisconnectMs ?? 0),
      witness.pushes.told(now).map(({ n, ref, rest }) => [counted('@', n), counted('#', ref), rest]),
    ]),
  );
}

function liveTold(live: Live, now: number): readonly unknown[] {
  switch (live.phase) {
    case 'none':
      return [];
    case 'asked':
      return [live.phase, counted('#', live.joinRef), live.askedAt - now];
    case 'joined':
      return [live.phase, counted('#', live.joinRef)];
    case 'leaving':
      return [live.phase, counted('#', live.joinRef), counted('#', live.leaveRef), live.dueAt - now];
  }
}

/** A hash of 160 bits of the state of a world. */
export function fingerprint(told: string): string {
  return createHash('sha1').update(told).digest('base64');
}
