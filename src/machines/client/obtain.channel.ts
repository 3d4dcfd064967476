import type { AnyActorRef } from 'xstate';
import { channelLogic } from '../channel/channel.logic.ts';
import type { ChannelRef } from '../channel/channel.ref.ts';
import { createChannel } from '../channel/create.channel.ts';
import type { JoinOptions } from '../channel/join.options.ts';
import { cancelTimers } from '../channel/timers.ts';
import type { Connection } from './connection.ts';

/** Returns the channel of a topic, and makes it if there is none. One that exists is sent a `channel.join`. */
export function obtainChannel(
  connection: Connection,
  supervisor: AnyActorRef,
  topic: string,
  options: JoinOptions,
): ChannelRef {
  const { params } = options;
  const { topics } = connection;
  const present = topics.channels.get(topic);
  if (present !== undefined && !isOver(present)) {
    // While a client is being restarted, its channel may not be started yet.
    startChannel(connection, present);
    present.send({ type: 'channel.join', ...(params !== undefined && { params }) });
    return present;
  }
  const isPlain = Object.keys(options).length === 0;
  const input = { topic, host: connection, ...(!isPlain && { options: () => options }) };
  const made = { parent: supervisor, id: topic, input };
  const channel = topics.make?.(made) ?? createChannel(channelLogic, made);
  topics.add(topic, channel);
  return channel;
}

/** Starts a channel, for the first time or again. */
export function startChannel({ topics }: Connection, channel: ChannelRef): void {
  const { status, context } = channel.getSnapshot();
  channel.start();
  if (status !== 'stopped') return;
  // Timers end with a stop, but those who restore the timers of the system, such as @xstate/react, do not know of channels.
  cancelTimers(channel);
  context.listeners.again();
  topics.greet(channel);
  channel.send({ type: 'connection.lost' });
}

/** Whether a channel was left, or has thrown. One that was stopped is not over, since it may be started again. */
export function isOver(channel: ChannelRef): boolean {
  const { status } = channel.getSnapshot();
  return status !== 'active' && status !== 'stopped';
}
