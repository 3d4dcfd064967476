import type { Belonging } from './redact.ts';
import type { End } from './wire.types.ts';

/**
 * Events that come from a frame, or from the socket itself. Frames go straight to their topic, not through the client.
 */
const fromSocket: ReadonlySet<string> = new Set([
  'join.accepted',
  'join.refused',
  'leave.acknowledged',
  'channel.closed',
  'channel.crashed',
  'channel.message',
  'channel.reply',
  'channel.unmatched',
  'diff.received',
  'heartbeat.acknowledged',
  'state.received',
  'transport.opened',
  'transport.closed',
  'transport.failed',
]);

/** Events that an actor sends itself, often through an object that it shares with other actors. */
const fromWithin =
  /^(buffer|connection|frame|heartbeat|listener|params|push|topic|transport|xstate\.after)\.|^(join\.(failed|due|admitted|lost)|leave\.concluded|room\.closed)$/;

/** Finds the origin of an event by its type, or else by its sender if that is known. */
export function originOf(type: string, belonging: Belonging, sender: End | undefined, self: End | undefined): End {
  if (belonging !== 'ours' && belonging !== 'foreign') {
    if (fromSocket.has(type)) return 'socket';
    if (sender === undefined && fromWithin.test(type)) return self ?? 'outside';
  }
  return sender ?? 'outside';
}
