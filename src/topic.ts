import { say } from '#sentences';
import { leaveOutcome } from './await.ts';
import type { Outcome } from './awaitable.ts';
import { connectionOf } from './client.ts';
import { checkOptions } from './configuration.check.ts';
import { joinRules, rejoinRules } from './configuration.rules.ts';
import { JoinError } from './errors.ts';
import { giveUpAnswer, LEAVE } from './give.up.ts';
import type { ChannelOutput, ChannelRef } from './machines/channel/channel.ref.ts';
import type { JoinOptions, JoinParams } from './machines/channel/join.options.ts';
import { type ClientRef, clientOf } from './machines/client/client.ref.ts';
import { obtainChannel, startChannel } from './machines/client/obtain.channel.ts';
import { assertNone } from './problem.ts';
import { checkTopic } from './protocol/names.ts';
import { assertUsable, turn, unheard, wait } from './wait.ts';

/**
 * Joins a topic now, or as soon as the client is connected. You may call it before the client is connected, and even
 * before it is started.
 *
 * @returns The channel of the topic. Until the topic is `left`, each call returns the same one.
 * @throws {@link ConfigurationError} when the topic, an option or the input of the client can not be used.
 * @throws {@link JoinError} `disconnected` when the client was stopped.
 */
export function join(client: ClientRef, topic: string, options?: JoinOptions): ChannelRef {
  assertNone([...checkTopic(topic), ...checkOptions(options, joinRules)]);
  const snapshot = client.getSnapshot();
  const connection = connectionOf(client);
  const supervisor = snapshot.children.channels;
  if (snapshot.status !== 'active' || supervisor === undefined)
    throw new JoinError('disconnected', topic, `"${topic}" ${say('stopped_client')}`);
  const channel = obtainChannel(connection, supervisor, topic, options ?? {});
  startChannel(connection, channel);
  return channel;
}

/**
 * Joins a topic again at once, from any state. Give it `params` to replace those of the join.
 *
 * @returns The channel; a new one if the old one was `left`.
 * @throws {@link ConfigurationError} when an option can not be used.
 * @throws {@link JoinError} `disconnected` when the client was stopped; `left` for a channel that was left and has no
 *   client.
 */
export function rejoin(room: ChannelRef, options: { readonly params?: JoinParams } = {}): ChannelRef {
  assertNone(checkOptions(options, rejoinRules));
  const { params } = options;
  const { status, context } = room.getSnapshot();
  const { topic, joinTimeoutMs } = context;
  if (status === 'active') {
    room.send({ type: 'channel.rejoin', ...(params !== undefined && { params }) });
    return room;
  }
  const client = clientOf(room);
  if (client === null) throw new JoinError('left', topic, `"${topic}" ${say('left_for_good')}`);
  const rejoinAfterMs = context.rejoinAfterMs();
  return join(client, topic, {
    params: params ?? context.params(),
    ...(rejoinAfterMs && { rejoinAfterMs }),
    joinTimeoutMs,
  });
}

/** How to leave a topic. */
export interface LeaveOptions {
  /**
   * Milliseconds that the server has to answer. Then the topic is left without the answer. @defaultValue the client's
   * `leaveTimeoutMs`
   */
  readonly timeoutMs?: number;
  /** Ends the wait: the promise rejects with `aborted`. The topic is left in any case. */
  readonly signal?: AbortSignal;
}

/**
 * Leaves a topic: messages stop, pending pushes are rejected with `left`, and the topic is not joined again. A second
 * call shares the outcome of the first. You do not have to await the promise: its rejection is never unhandled.
 *
 * @returns Whether the server has answered: `{ acknowledged }`. It is false when the topic was not joined, the
 *   connection was lost, the time was up, or `join()` was called meanwhile.
 * @throws {@link JoinError} `aborted` by the signal; the topic is left in any case.
 * @throws {@link ConfigurationError} when an option can not be used.
 */
export function leave(room: ChannelRef, options?: LeaveOptions): Promise<ChannelOutput> {
  return unheard(leaveBy(room, options));
}

async function leaveBy(room: ChannelRef, options: LeaveOptions | undefined): Promise<ChannelOutput> {
  assertUsable(options);
  const { timeoutMs, signal } = options ?? {};
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
    signal && { signal },
  );
}

/** Removes the topic from a stopped client, so that it is not joined again when the client is started again. */
function forget(room: ChannelRef): void {
  const client = clientOf(room);
  if (client !== null) connectionOf(client).topics.remove(room.getSnapshot().context.topic, room);
}

function leftOrOvertaken(room: ChannelRef, isStopped: boolean): Outcome<ChannelOutput> | undefined {
  const { status, value } = room.getSnapshot();
  if (status === 'active' && value !== 'leaving') return { value: { acknowledged: false } };
  return leaveOutcome(room, isStopped);
}
