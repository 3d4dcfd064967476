import { type DelayOwner, guardDelays } from '../delays.ts';
import type { ChannelContext } from './channel.context.ts';
import { channelChart } from './channel.machine.ts';
import { withLane } from './lane.ts';
import { withSteps } from './steps.ts';

/**
 * The type of {@link channelMachine} and {@link channelLogic}: an XState state machine.
 *
 * Its context is {@link ChannelContext}, its states are {@link ChannelState}, its tags {@link ChannelTag}. It takes
 * {@link ChannelInput} and {@link ChannelEvent}, emits {@link ChannelEmitted}, and its output is {@link ChannelOutput}. An
 * actor of it is a {@link ChannelRef}.
 */
export type ChannelMachine = typeof channelChart;

/** The machine of a topic. If you `provide` a delay that gives no number, this is reported, and the machine's own is used. */
export const channelMachine: ChannelMachine = providing(channelChart);

/**
 * {@link channelMachine}, with a short cut for messages, replies and pushes. Clients make their channels of it.
 *
 * You can use it with a {@link ChannelHost} of your own: `createActor(channelLogic, { input: { topic, host, options } })`.
 */
export const channelLogic: ChannelMachine = withSteps(channelMachine.provide({}));

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
