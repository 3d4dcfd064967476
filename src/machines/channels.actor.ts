import {
  type ActorLogic,
  type ActorRef,
  type ActorSystem,
  type ActorSystemInfo,
  type AnyActorRef,
  createActor,
  type Snapshot,
} from 'xstate';
import { ConfigurationError, type Problem } from '../errors.ts';
import { PHOENIX_TOPIC } from '../protocol/frame.ts';
import { channelLogic } from './channel.logic.ts';
import type { ChannelRef, JoinOptions } from './channel.types.ts';
import type { ClientCommand } from './client.types.ts';
import type { Connection } from './connection.ts';
import { isStop } from './stop.ts';

/** What the supervisor is told: the commands of single topics, and what concerns all of them. */
export type ChannelsEvent =
  | TopicCommand
  | { readonly type: 'connection.opened' }
  | { readonly type: 'connection.lost' }
  | { readonly type: 'connection.drained' }
  | Ended;

type TopicCommand = Extract<ClientCommand, { topic: string }>;

type JoinCommand = Extract<TopicCommand, { type: 'channel.join' }>;

/** A channel is done or has thrown. Either way it is gone; which one it was stands in `actorId`. */
type Ended = {
  readonly type: `xstate.${'done' | 'error'}.actor.${string}`;
  readonly actorId: string;
  readonly error?: unknown;
};

/** A topic that is wanted, as plain data. Params that a function gives are no data, and are left out. */
export interface WantedTopic {
  readonly topic: string;
  readonly params?: unknown;
}

export interface ChannelsInput {
  readonly connection: Connection;
}

export type ChannelsSnapshot = Snapshot<undefined> & { readonly connection: Connection };

/** The supervisor of all channels of a client. */
export type ChannelsRef = ActorRef<ChannelsSnapshot, ChannelsEvent>;

/**
 * The supervisor: it has one channel for each topic, tells all of them what becomes of the connection, and forgets
 * those that end.
 *
 * It is no machine, because charts copy the list of their children whenever one comes or goes (measured in
 * `design.md`: 1.5 ms each with 10000 topics), and because a machine fails with a child that throws. A supervisor only
 * hears of it, so one broken topic takes nothing else down.
 */
export const channelsLogic: ActorLogic<ChannelsSnapshot, ChannelsEvent, ChannelsInput, ActorSystem<ActorSystemInfo>> = {
  getInitialSnapshot: (_, { connection }) => ({ status: 'active', output: undefined, error: undefined, connection }),

  start({ connection }) {
    for (const channel of connection.channels.values()) channel.start();
  },

  transition(snapshot, event, { self, stopChild }) {
    const { connection } = snapshot;
    if (isStop(event)) stopAll(connection, stopChild);
    else if ('actorId' in event) forget(connection, event);
    else if (isForAll(event)) for (const channel of connection.channels.values()) channel.send(event);
    else obey(connection, self, event);
    return isStop(event) ? { ...snapshot, status: 'stopped', output: undefined, error: undefined } : snapshot;
  },

  getPersistedSnapshot: ({ connection }) => ({
    status: 'active',
    output: undefined,
    error: undefined,
    topics: wantedTopics(connection),
  }),
};

/** Looked at by its name: a command that lacks its topic must not reach all topics. */
function isForAll(
  event: Exclude<ChannelsEvent, Ended>,
): event is Extract<ChannelsEvent, { type: `connection.${string}` }> {
  return event.type.startsWith('connection.');
}

/** A command has nobody to throw at. One for a topic that has no channel is for nobody, unless it joins. */
function obey(connection: Connection, supervisor: AnyActorRef, command: TopicCommand): void {
  const { topic, type } = command;
  const problems = checkTopic(topic);
  if (problems.length > 0) connection.report(new ConfigurationError(problems), topic, type);
  else if (type !== 'channel.join') connection.channels.get(topic)?.send(command);
  else obtainChannel(connection, supervisor, topic, optionsOf(command)).start();
}

/** Of a command nothing has been checked, and it has no options but these. */
function optionsOf({ params }: JoinCommand): JoinOptions {
  return params === undefined ? {} : { params };
}

/** What is wrong with a topic that is to be joined. */
export function checkTopic(topic: unknown): readonly Problem[] {
  if (typeof topic !== 'string' || topic === '')
    return [{ path: 'topic', message: 'must be a string that is not empty' }];
  return topic === PHOENIX_TOPIC ? [{ path: 'topic', message: `"${PHOENIX_TOPIC}" is the connection's own` }] : [];
}

/** The channel of a topic, made where there is none. One that is there is asked to join, where it does not already. */
export function obtainChannel(
  connection: Connection,
  supervisor: AnyActorRef,
  topic: string,
  options: JoinOptions,
): ChannelRef {
  const { params } = options;
  const present = connection.channels.get(topic);
  if (present?.getSnapshot().status === 'active') {
    present.send({ type: 'channel.join', ...(params !== undefined && { params }) });
    return present;
  }
  const input = { topic, connection, options: () => options };
  const channel = createActor(channelLogic, { parent: supervisor, id: topic, input });
  connection.channels.delete(topic);
  connection.channels.set(topic, channel);
  for (const greet of connection.greeters) greet(channel);
  return channel;
}

/** By what has become of it and not by its topic alone, which may have a new channel already. */
function forget(connection: Connection, { actorId: topic, error }: Ended): void {
  if (connection.channels.get(topic)?.getSnapshot().status !== 'active') {
    connection.channels.delete(topic);
    connection.awaited.delete(topic);
  }
  if (error !== undefined) connection.report(error, topic, 'channel');
}

/** Two passes: stopping an actor scans every timer of the system, so all timers go before the first actor does. */
function stopAll({ channels }: Connection, stopChild: (child: AnyActorRef) => void): void {
  for (const channel of channels.values()) channel.send({ type: 'connection.lost' });
  for (const channel of channels.values()) stopChild(channel);
}

/** The topics that are wanted, as they are to be kept. */
export function wantedTopics({ channels }: Connection): readonly WantedTopic[] {
  return [...channels.values()].filter(isWanted).map((channel) => {
    const { topic, params } = channel.getSnapshot().context;
    const value = params();
    return typeof value === 'function' ? { topic } : { topic, params: value };
  });
}

/** A stopped client still wants what it wanted: services often stop first, and keep what was wanted then. */
function isWanted(channel: ChannelRef): boolean {
  const { status, value } = channel.getSnapshot();
  return (status === 'active' || status === 'stopped') && value !== 'leaving' && value !== 'closed';
}
