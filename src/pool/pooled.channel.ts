import { enqueueActions } from 'xstate';
import type { JoinErrorCode, PushErrorCode } from '../errors.ts';
import type { ChannelContext } from '../machines/channel/channel.context.ts';
import { toLost } from '../machines/channel/channel.end.ts';
import type { ChannelEvent } from '../machines/channel/channel.events.ts';
import { type ChannelMachine, channelMachine } from '../machines/channel/channel.logic.ts';
import { toFailure } from '../machines/channel/join.ts';
import { withLane } from '../machines/channel/lane.ts';
import { failWaiting } from '../machines/channel/outcomes.ts';
import { ofType } from '../machines/events.ts';
import { reasonOf } from '../protocol/frame.ts';
import { Seat } from './seat.ts';

/**
 * The channel of a pool. It has a place at a connection while it is wanted, and none while it is closed. If the server refuses
 * its join because the connection has too many channels, it goes on at another one: nobody hears of that.
 */
export const pooledChannel: ChannelMachine = channelMachine.provide({
  actions: {
    failJoin: enqueueActions(({ context, event, enqueue }, code: JoinErrorCode) => {
      if (isTooMany(event) && ifSeated(context, (seat) => seat.seating.refuse(seat)))
        enqueue.raise({ type: 'connection.lost' });
      else enqueue.raise(toFailure(context, event, code));
    }),
    /** The connections of a pool say why they were lost. Without a reason, the topic has moved. */
    announceLost: enqueueActions(({ event, enqueue }) => {
      const lost = ofType(event, 'connection.lost');
      if (lost.reason !== undefined) enqueue.emit(toLost(lost));
    }),
    failWaiting: ({ context }, code: PushErrorCode) => {
      failWaiting(context, code);
      if (code === 'channel_closed') ifSeated(context, (seat) => seat.seating.free(seat));
    },
    forgetReason: enqueueActions(({ context, event, enqueue }) => {
      enqueue.assign({ reason: null });
      if (event.type !== 'channel.leave') enqueue(() => ifSeated(context, (seat) => seat.seating.want(seat)));
    }),
  },
});

pooledChannel.transition = withLane(pooledChannel.transition);

function isTooMany(event: ChannelEvent): boolean {
  return event.type === 'join.refused' && reasonOf(event.response) === 'too many channels joined';
}

function ifSeated<T>({ host }: ChannelContext, then: (seat: Seat) => T): T | undefined {
  return host instanceof Seat ? then(host) : undefined;
}
