import { type DelayOwner, guardDelays } from '../delays.ts';
import type { ChannelContext } from './channel.context.ts';
import { channelChart } from './channel.machine.ts';
import { withLane } from './lane.ts';

/** The machine behind a topic. What is provided as a delay and is none is reported, and the chart's own counts. */
export const channelMachine = providing(channelChart);

/**
 * The logic of a channel: its chart, with a lane for data in front of it.
 *
 * A client makes its channels of it. A host of your own can, too:
 * `createActor(channelLogic, { input: { topic, host, options } })`, where `host` is a {@link ChannelHost}.
 */
export const channelLogic = channelMachine.provide({});

channelLogic.transition = withLane(channelLogic.transition);

function providing(machine: typeof channelChart): typeof channelChart {
  const { provide } = machine;
  machine.provide = (given) =>
    providing(provide.call(machine, guardDelays(given, machine.implementations.delays, ownerOf)));
  return machine;
}

function ownerOf({ host, topic }: ChannelContext): DelayOwner {
  return { owner: host, topic };
}
