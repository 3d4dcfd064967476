import { channelMachine } from './channel.machine.ts';
import { withLane } from './lane.ts';

/**
 * The logic of a channel: its chart, with a lane for data in front of it.
 *
 * A client makes its channels of it. A host of your own can, too:
 * `createActor(channelLogic, { input: { topic, host, options } })`, where `host` is a {@link ChannelHost}.
 */
export const channelLogic = channelMachine.provide({});

channelLogic.transition = withLane(channelLogic.transition);
