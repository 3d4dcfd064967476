import { type ChannelMachine, channelMachine } from '../machines/channel/channel.logic.ts';
import { withLane } from '../machines/channel/lane.ts';
import { withSteps } from '../machines/channel/steps.ts';
import { Host } from './host.ts';

/**
 * The chart of a {@link Channel}. It hears of a lost connection by the channel alone: phoenix.js tells all channels before it
 * tells the program, and in its own order.
 */
export const hostedLogic: ChannelMachine = withSteps(
  channelMachine.provide({ guards: { willRejoin: ({ event }) => event.type !== 'channel.closed' } }),
);

const step = withLane(hostedLogic.transition);

hostedLogic.transition = (snapshot, event, scope) => {
  const { host } = snapshot.context;
  const isHeard = !(host instanceof Host) || host.hears(event);
  return isHeard ? step(snapshot, event, scope) : snapshot;
};
