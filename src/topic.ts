import { leaveOutcome } from './await.ts';
import type { Outcome } from './awaitable.ts';
import { connectionOf } from './client.ts';
import { checkOptions } from './configuration.check.ts';
import { joinRules, rejoinRules } from './configuration.rules.ts';
import { ConfigurationError, JoinError } from './errors.ts';
import { giveUpAnswer, LEAVE } from './give.up.ts';
import type { ChannelOutput, ChannelRef } from './machines/channel/channel.ref.ts';
import type { JoinOptions, JoinParams } from './machines/channel/join.options.ts';
import { type ClientRef, clientOf } from './machines/client/client.ref.ts';
import { obtainChannel, startChannel } from './machines/client/obtain.channel.ts';
import { checkTopic } from './protocol/names.ts';
import { assertUsable, turn, unheard, wait } from './wait.ts';

/**
 * The channel of a topic, made where there is none, and joined now or as soon as there is a connection. Works before
 * the client is connected, and even before it is started.
 *
 * @returns The same reference for the same topic until that is `left`.
 * @throws {@link ConfigurationError} when the topic or an option is unusable, or the client was made of a bad input.
 * @throws {@link JoinError} `disconnected` when the client was stopped.
 */
export function join(client: ClientRef, topic: string, options: JoinOptions = {}): ChannelRef {
  const problems = [...checkTopic(topic), ...checkOptions(options, joinRules)];
  if (problems.length > 0) throw new ConfigurationError(problems);
  const snapshot = client.getSnapshot();
  const connection = connectionOf(client);
  const supervisor = snapshot.children.channels;
  if (snapshot.status !== 'active' || supervisor === undefined)
    throw new JoinError('disconnected', topic, `"${topic}" can not be joined: the client was stopped.`);
  const channel = obtainChannel(connection, supervisor, topic, options);
  startChannel(connection, channel);
  return channel;
}

/**
 * Joins a topic again at once, from any state, with new params where they are given.
 *
 * @returns The channel; a new one if the old one was `left`.
 * @throws As {@link join}; {@link JoinError} `left` for a channel that was left, and that no client hosts.
 */
export function rejoin(room: ChannelRef, options: { readonly params?: JoinParams } = {}): ChannelRef {
  const problems = checkOptions(options, rejoinRules);
  if (problems.length > 0) throw new ConfigurationError(problems);
  const { params } = options;
  const { status, context } = room.getSnapshot();
  const { topic, rejoinAfterMs, joinTimeoutMs } = context;
  if (status === 'active') {
    room.send({ type: 'channel.rejoin', ...(params !== undefined && { params }) });
    return room;
  }
  const client = clientOf(room);
  if (client === null)
    throw new JoinError('left', topic, `"${topic}" can not be joined again: it was left, and its host is no client.`);
  return join(client, topic, {
    params: params ?? context.params(),
    rejoinAfterMs: rejoinAfterMs(),
    joinTimeoutMs,
  });
}

/** How to leave a topic. */
export interface LeaveOptions {
  /** Milliseconds the server may take to answer; then the topic is left without. @defaultValue the client's `leaveTimeoutMs` */
  readonly timeoutMs?: number;
  /** Gives up the wait and not the leave. */
  readonly signal?: AbortSignal;
}

/**
 * Leaves a topic (semantics 120-126): messages stop, pending pushes are rejected with `left`, and it is not joined
 * again. A second call shares the outcome. A promise that nobody awaits raises no unhandled rejection.
 *
 * @returns Whether the server has answered. It has not when there was nothing to leave, when the connection was lost,
 *   when its time was up, or when a `join()` has overtaken the leave.
 * @throws {@link JoinError} `aborted` by the signal: the topic is left all the same.
 * @throws {@link ConfigurationError} when an option is unusable.
 */
export function leave(room: ChannelRef, options: LeaveOptions = {}): Promise<ChannelOutput> {
  return unheard(leaveBy(room, options));
}

async function leaveBy(room: ChannelRef, options: LeaveOptions): Promise<ChannelOutput> {
  assertUsable(options);
  const { timeoutMs, signal } = options;
  const { status, context } = room.getSnapshot();
  if (status === 'active') room.send({ type: 'channel.leave', ...(timeoutMs !== undefined && { timeoutMs }) });
  if (status === 'stopped') forget(room);
  await turn();
  return wait(
    {
      watched: [room],
      host: context.host,
      decide: (isStopped) => leftOrOvertaken(room, isStopped),
      giveUp: giveUpAnswer(room, LEAVE),
    },
    signal === undefined ? {} : { signal },
  );
}

/** A topic that is left while its client is stopped is not joined again when that is started again. */
function forget(room: ChannelRef): void {
  const client = clientOf(room);
  if (client !== null) connectionOf(client).topics.remove(room.getSnapshot().context.topic, room);
}

function leftOrOvertaken(room: ChannelRef, isStopped: boolean): Outcome<ChannelOutput> | undefined {
  const { status, value } = room.getSnapshot();
  if (status === 'active' && value !== 'leaving') return { value: { acknowledged: false } };
  return leaveOutcome(room, isStopped);
}
