import { type AnyActorRef, createActor } from 'xstate';
import { channelLogic } from '../channel/channel.logic.ts';
import type { ChannelRef } from '../channel/channel.ref.ts';
import type { JoinOptions } from '../channel/join.options.ts';
import type { Connection } from './connection.ts';

/** The channel of a topic, made where there is none. One that is there is asked to join, where it does not already. */
export function obtainChannel(
  connection: Connection,
  supervisor: AnyActorRef,
  topic: string,
  options: JoinOptions,
): ChannelRef {
  const { params } = options;
  const { topics } = connection;
  const present = topics.channels.get(topic);
  if (present?.getSnapshot().status === 'active') {
    present.send({ type: 'channel.join', ...(params !== undefined && { params }) });
    return present;
  }
  const input = { topic, host: connection, options: () => options };
  const channel = createActor(channelLogic, { parent: supervisor, id: topic, input });
  topics.add(topic, channel);
  return channel;
}
