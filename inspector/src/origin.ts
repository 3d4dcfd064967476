import type { Belonging } from './redact.ts';
import type { End } from './wire.types.ts';

/** What a frame says, or the socket itself. Frames are routed past the client, straight to their topic. */
const fromSocket: ReadonlySet<string> = new Set([
  'join.accepted',
  'join.refused',
  'leave.acknowledged',
  'channel.closed',
  'channel.crashed',
  'channel.message',
  'channel.reply',
  'channel.unmatched',
  'heartbeat.acknowledged',
  'transport.opened',
  'transport.closed',
  'transport.failed',
]);

/** What an actor tells itself, often by hand of what it shares with the others. */
const fromWithin =
  /^(buffer|connection|frame|heartbeat|listener|params|push|topic|transport|xstate\.after)\.|^(join\.(failed|due|admitted)|leave\.concluded)$/;

/** Where an event came from: by its type, or else by its sender, if it had one that is known. */
export function originOf(type: string, belonging: Belonging, sender: End | undefined, self: End | undefined): End {
  if (belonging === 'client' || belonging === 'channel') {
    if (fromSocket.has(type)) return 'socket';
    if (sender === undefined && fromWithin.test(type)) return self ?? 'outside';
  }
  return sender ?? 'outside';
}
