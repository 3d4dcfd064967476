import { type DelayOwner, guardDelays } from '../delays.ts';
import type { ChannelContext } from './channel.context.ts';
import { channelChart } from './channel.machine.ts';
import { withLane } from './lane.ts';

/**
 * The type of {@link channelMachine} and {@link channelLogic}: an XState state machine.
 *
 * Its context is {@link ChannelContext}, its states are {@link ChannelState}, its tags {@link ChannelTag}. It takes
 * {@link ChannelInput} and {@link ChannelEvent}, emits {@link ChannelEmitted}, and ends with {@link ChannelOutput}. An
 * actor of it is a {@link ChannelRef}.
 */
export type ChannelMachine = typeof channelChart;

/** The machine behind a topic. What is provided as a delay and is none is reported, and the chart's own counts. */
export const channelMachine: ChannelMachine = providing(channelChart);

/**
 * The logic of a channel: its chart, with a lane for data in front of it.
 *
 * A client makes its channels of it. A host of your own can, too:
 * `createActor(channelLogic, { input: { topic, host, options } })`, where `host` is a {@link ChannelHost}.
 */
export const channelLogic: ChannelMachine = channelMachine.provide({});

channelLogic.transition = withLane(channelLogic.transition);

function providing(machine: ChannelMachine): ChannelMachine {
  const { provide } = machine;
  machine.provide = (given) =>
    providing(provide.call(machine, guardDelays(given, machine.implementations.delays, ownerOf)));
  return machine;
}

function ownerOf({ host, topic }: ChannelContext): DelayOwner {
  return { owner: host, topic };
}
