import type { ActorLogic, ActorRef, ActorSystem, ActorSystemInfo, AnyActorRef, Snapshot } from 'xstate';
import { ConfigurationError } from '../../errors.ts';
import { checkTopic } from '../../protocol/names.ts';
import type { ChannelEvent } from '../channel/channel.events.ts';
import { channelLogic } from '../channel/channel.logic.ts';
import type { JoinOptions } from '../channel/join.options.ts';
import { knows } from '../known.events.ts';
import { restartable } from '../restart.ts';
import { isStop } from '../stop.ts';
import type { ClientCommand } from './client.events.ts';
import type { Connection } from './connection.ts';
import { leaveAll } from './goodbye.ts';
import { isOver, obtainChannel, startChannel } from './obtain.channel.ts';
import { keptTopics } from './wanted.topics.ts';

/** The events of the supervisor: commands for single topics, and events for all of them. */
export type ChannelsEvent = TopicCommand | ForAll | Ended;

/** The events for all topics: those of the connection. */
export type ForAll = Extract<ChannelEvent, { type: `connection.${string}` }>;

type TopicCommand = Extract<ClientCommand, { topic: string }>;

type JoinCommand = Extract<TopicCommand, { type: 'channel.join' }>;

/** A channel is done or has thrown. Its topic is `actorId`. */
type Ended = {
  readonly type: `xstate.${'done' | 'error'}.actor.${string}`;
  readonly actorId: string;
  readonly error?: unknown;
};

export interface ChannelsInput {
  readonly connection: Connection;
}

export type ChannelsSnapshot = Snapshot<undefined> & { readonly connection: Connection };

/** The supervisor of all channels of a client. */
export type ChannelsRef = ActorRef<ChannelsSnapshot, ChannelsEvent>;

/**
 * The supervisor of the channels. It has one channel for each topic, sends them the events of the connection, and removes
 * those that have ended.
 *
 * It is not a machine, for two reasons. A machine copies the list of its children whenever one is added or removed
 * (1.5 ms each with 10000 topics). And a machine fails when a child throws, but one broken topic must not end the others.
 */
export const channelsLogic: ActorLogic<ChannelsSnapshot, ChannelsEvent, ChannelsInput, ActorSystem<ActorSystemInfo>> = {
  getInitialSnapshot: (_, { connection }) => ({ status: 'active', output: undefined, error: undefined, connection }),

  start({ connection }) {
    const { topics } = connection;
    for (const [topic, channel] of [...topics.channels]) {
      if (isOver(channel)) topics.remove(topic);
      else startChannel(connection, channel);
    }
  },

  transition: restartable(supervise),

  getPersistedSnapshot: ({ connection }) => ({
    status: 'active',
    output: undefined,
    error: undefined,
    ...keptTopics(connection.topics),
  }),
};

/** The parts of the actor that are needed. */
interface Scope {
  readonly self: AnyActorRef;
  stopChild(child: AnyActorRef): void;
}

function supervise(snapshot: ChannelsSnapshot, event: ChannelsEvent, { self, stopChild }: Scope): ChannelsSnapshot {
  const { connection } = snapshot;
  if (isStop(event)) {
    stopAll(connection, stopChild);
    return { connection, status: 'stopped', output: undefined, error: undefined };
  }
  if ('actorId' in event) forget(connection, event);
  else if (isForAll(event)) tellAll(connection, event);
  else obey(connection, self, event);
  return snapshot;
}

function tellAll({ joins, topics, outlet }: Connection, event: ForAll): void {
  const { channels } = topics;
  if (event.type === 'connection.ended') {
    for (const channel of channels.values()) if (channel.getSnapshot().context.pushes.hasWaiting) channel.send(event);
    return;
  }
  if (event.type === 'connection.lost') {
    joins.clear();
    if (outlet.transport?.goodbyes === false) leaveAll(topics);
  }
  for (const [topic, channel] of channels) if (!joins.stuck.has(topic)) channel.send(event);
  for (const topic of joins.stuck) channels.get(topic)?.send(event);
}

/** Checked by the type of the event, so that a command without a topic does not reach all topics. */
function isForAll(event: Exclude<ChannelsEvent, Ended>): event is ForAll {
  return event.type.startsWith('connection.');
}

/** Hands a command to its channel. Errors are reported. Without a channel, a join makes one; other commands do nothing. */
function obey(connection: Connection, supervisor: AnyActorRef, command: TopicCommand): void {
  const { topic, type } = command;
  const problems = checkTopic(topic);
  if (!knows(channelLogic, type)) connection.ignores(type, problems.length > 0 ? null : topic);
  else if (problems.length > 0) connection.report(new ConfigurationError(problems), topic, type);
  else if (type !== 'channel.join') connection.topics.channels.get(topic)?.send(command);
  else startChannel(connection, obtainChannel(connection, supervisor, topic, optionsOf(command)));
}

/** Takes only the known options, since nothing has checked the command. */
function optionsOf({ params }: JoinCommand): JoinOptions {
  return params === undefined ? {} : { params };
}

/** Removes a channel that has ended, unless its topic has a new channel already. */
function forget(connection: Connection, { actorId: topic, error }: Ended): void {
  const { joins, topics } = connection;
  if (topics.channels.get(topic)?.getSnapshot().status !== 'active') {
    topics.remove(topic);
    joins.forget(topic);
  }
  if (error !== undefined) connection.report(error, topic, 'channel');
}

function stopAll(connection: Connection, stopChild: (child: AnyActorRef) => void): void {
  const { client, topics } = connection;
  // After the end of a connection, they know it already.
  if (client.getSnapshot().hasTag('connected'))
    tellAll(connection, { type: 'connection.lost', reason: 'connection_closed' });
  for (const channel of topics.channels.values()) stopChild(channel);
  connection.life.ends();
}
