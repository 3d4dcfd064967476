import type { EventObject } from 'xstate';

/** All types of `ChannelEvent`. */
const known = new Set(
  (
    'channel.join channel.rejoin channel.leave channel.push channel.cast join.accepted join.refused leave.acknowledged ' +
    'channel.closed channel.crashed channel.unmatched channel.message channel.reply connection.opened connection.lost ' +
    'connection.drained connection.ended params.resolved params.failed join.admitted join.due join.failed push.settled leave.concluded ' +
    'push.aborted push.expired'
  ).split(' '),
);

/** Whether an event is neither one that a channel takes, nor one of XState. */
export function isUnknownToChannel({ type }: EventObject): boolean {
  return !known.has(type) && !type.startsWith('xstate.');
}
