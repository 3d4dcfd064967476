import type { JoinErrorCode, PushErrorCode } from '../errors.ts';

/** What a server said when it refused, and who removes secrets from it. */
export interface Refusal {
  readonly refusals: number;
  readonly reason: unknown;
  readonly host: { scrub?(said: unknown): unknown };
}

/** How many characters of the server's reason a sentence quotes. */
const QUOTED = 100;

function saidIn({ reason, host }: Refusal): string {
  if (typeof reason !== 'string') return '; see response';
  return `: ${JSON.stringify(String(host.scrub ? host.scrub(reason) : reason).slice(0, QUOTED))}`;
}

type Joins = { readonly [K in `join_${JoinErrorCode}`]: (refusal: Refusal) => string };

/** Why a topic is not joined, by code. Each is read behind the topic. */
export const joinSentences: Joins = {
  join_refused: (refusal) => `was refused by the server${saidIn(refusal)}.`,
  join_timeout: (refusal) =>
    refusal.refusals > 0
      ? `was refused by the server ${timesOf(refusal)}, and then the time was up. The last refusal${saidIn(refusal)}.`
      : 'got no answer in time.',
  join_params: () => 'was not sent, because its params are missing or can not be encoded; see cause.',
  join_left: () => 'was given up, because the topic was left.',
  join_closed: () => 'was ended by the server.',
  join_disconnected: () => 'was given up, because the client does not try to connect.',
  join_aborted: () => 'is no longer awaited by its caller.',
};

function timesOf({ refusals }: Refusal): string {
  return refusals === 1 ? 'once' : `${refusals} times`;
}

type Pushes = { readonly [K in `push_${PushErrorCode}`]: (sent: boolean) => string };

/** Why a push got no reply, by code. Each is read behind the event and the topic. */
export const pushSentences: Pushes = {
  push_refused: () => 'got a reply whose status is not ok; see status and response.',
  push_timeout: (sent) =>
    sent ? 'got no reply in time. The server may still have acted on it.' : 'was not sent in time.',
  push_not_joined: () => 'was not sent, because the topic is not joined and whenNotJoined is "reject".',
  push_disconnected: (sent) =>
    sent
      ? 'got no reply, because the connection was lost or given up.'
      : 'was not sent, because there is no connection.',
  push_channel_crashed: () => 'got no reply, because the channel crashed on the server.',
  push_channel_closed: (sent) =>
    sent ? 'got no reply, because the channel has ended.' : 'was not sent, because its topic is closed.',
  push_left: (sent) =>
    sent ? 'got no reply, because the topic was left.' : 'was not sent, because its topic was left.',
  push_encode: () => 'was not sent, because its payload can not be encoded; see cause.',
  push_overflow: () => 'was not sent, because too many pushes wait already; see pushBuffer and maxBufferedAmount.',
  push_aborted: (sent) =>
    sent ? 'was sent, but its caller no longer waits for the reply.' : 'was not sent, because its caller gave it up.',
};

/** Other sentences about topics. */
export const topicSentences = {
  left_for_good: () => 'can not be joined again: it was left, and its host is no client.',
  stopped_client: () => 'can not be joined: the client was stopped.',
} as const;
