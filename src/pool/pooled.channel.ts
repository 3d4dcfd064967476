import { assign, raise } from 'xstate';
import type { JoinErrorCode, PushErrorCode } from '../errors.ts';
import type { ChannelContext } from '../machines/channel/channel.context.ts';
import type { ChannelEvent } from '../machines/channel/channel.events.ts';
import { type ChannelMachine, channelMachine } from '../machines/channel/channel.logic.ts';
import { toFailure } from '../machines/channel/join.ts';
import { withLane } from '../machines/channel/lane.ts';
import { failWaiting } from '../machines/channel/outcomes.ts';
import { withSteps } from '../machines/channel/steps.ts';
import { reasonOf } from '../protocol/frame.ts';
import { Seat } from './seat.ts';

/**
 * The channel of a pool. It has a place at a connection while it is wanted, and none while it is closed. If the server refuses
 * its join because the connection has too many channels, it goes on at another one: nobody hears of that.
 */
export const pooledChannel: ChannelMachine = withSteps(
  channelMachine.provide({
    actions: {
      failJoin: raise(({ context, event }, code: JoinErrorCode): ChannelEvent => {
        const hasMoved = isTooMany(event) && ifSeated(context, (seat) => seat.seats.refuse(seat));
        // It goes to the state in which it joins as soon as its new connection lets it.
        return hasMoved ? { type: 'connection.lost' } : toFailure(context, event, code);
      }),
      failWaiting: ({ context }, code: PushErrorCode) => {
        failWaiting(context, code);
        if (code === 'channel_closed') ifSeated(context, (seat) => seat.seats.free(seat));
      },
      forgetReason: assign(({ context, event }) => {
        if (event.type !== 'channel.leave') ifSeated(context, (seat) => seat.seats.want(seat));
        return { reason: null };
      }),
    },
  }),
);

const { transition } = pooledChannel;

/** The loss by which a topic moves is not announced. */
pooledChannel.transition = withLane((snapshot, event, scope) =>
  transition(
    snapshot,
    event,
    isTooMany(event) ? { ...scope, emit: (emitted) => void (emitted.type === 'lost' || scope.emit(emitted)) } : scope,
  ),
);

function isTooMany(event: ChannelEvent): boolean {
  return event.type === 'join.refused' && reasonOf(event.response) === 'too many channels joined';
}

function ifSeated<T>({ host }: ChannelContext, then: (seat: Seat) => T): T | undefined {
  return host instanceof Seat ? then(host) : undefined;
}
