import type { ActorSystem, ActorSystemInfo, AnyActorRef } from 'xstate';
import { channelChart } from './channel.machine.ts';
import type { ChannelSnapshot } from './channel.ref.ts';

type System = ActorSystem<ActorSystemInfo>;

/** The timers that a channel can have when it ends, by the ids that XState knows them by. That of its pushes ends with them. */
const ids = ['join.due', ...channelChart.events.filter((type) => type.startsWith('xstate.after.'))];

/**
 * The actor system as channels know it. When an actor ends, XState looks for its timers among all timers of the system. That
 * is a millisecond for each of ten thousand topics that are left at once. A channel has few timers, and we know which.
 *
 * It is a copy, since V8 gives a hidden class of its own to each object that another one inherits from. With a thousand
 * connections, that took half of the time of a message.
 */
export function systemOfChannels(system: System): System {
  const { scheduler } = system;
  const cancelAll = (channel: AnyActorRef) => {
    if (hasTimers(channel.getSnapshot())) cancelTimers(channel);
  };
  return Object.assign({}, system, { scheduler: Object.assign({}, scheduler, { cancelAll }) });
}

/** Cancels the timers of a channel, whatever state it is in. */
export function cancelTimers(channel: AnyActorRef): void {
  for (const id of ids) channel.system.scheduler.cancel(channel, id);
}

/**
 * Whether a channel is in a state that has timers. One that has thrown is still in the state in which it did. If it could not
 * even be made, it has no state.
 */
function hasTimers({ value }: Pick<Partial<ChannelSnapshot>, 'value'>): boolean {
  return typeof value === 'object' ? value['rejoin-waiting'] === 'backoff' : value === 'joining' || value === 'leaving';
}
