import { say } from '#sentences';
import { ofClient } from './await.ts';
import type { Outcome } from './awaitable.ts';
import { connectionOf } from './client.ts';
import { checkOptions } from './configuration.check.ts';
import { awaitRules, isFunction } from './configuration.rules.ts';
import { ConnectError } from './errors.ts';
import type { ChannelRef } from './machines/channel/channel.ref.ts';
import type { ClientRef } from './machines/client/client.ref.ts';
import { toConnectError } from './machines/client/connect.failure.ts';
import type { Connection } from './machines/client/connection.ts';
import { askEndpoint } from './machines/client/endpoint.request.ts';
import { hopelessness } from './machines/client/hopelessness.ts';
import { isPromiseLike } from './machines/promise.ts';
import { guarded } from './machines/user.code.ts';
import { assertNone } from './problem.ts';
import type { ConnectParams } from './protocol/endpoint.ts';
import { cast } from './push.ts';
import { type AwaitOptions, unheard, wait } from './wait.ts';

/** What `params` and `authToken` of the client are now. */
export interface RefreshedAuth {
  readonly params: ConnectParams;
  readonly authToken: string | undefined;
}

/** What a topic is told of it. */
export interface RefreshPush {
  readonly event: string;
  /** @defaultValue `{}` */
  readonly payload?: unknown;
}

/** How to refresh. */
export interface RefreshAuthOptions extends AwaitOptions {
  /** Milliseconds that your functions have together. @defaultValue the client's `connectTimeoutMs` */
  readonly timeoutMs?: number;
  /**
   * Called for each joined topic. Returns what to push there, or nothing. If it throws, the client emits `listener.failed`, and
   * the other topics are told. @defaultValue nothing is pushed
   */
  readonly onRefresh?: (auth: RefreshedAuth, room: ChannelRef) => RefreshPush | null | undefined;
}

/**
 * Calls your functions for `url`, `params`, `authToken` and `headers` again while the client is connected, and pushes what
 * `onRefresh` returns to each joined topic. The connection stays: the server keeps the token that it was given when it was
 * opened, and hears of a new one only by these pushes. Your functions are called with 0, as for a first try. You do not have to
 * await the promise: its rejection is never unhandled.
 *
 * @returns A promise that resolves when the pushes are written.
 * @throws {@link ConnectError} `disconnected` when there is no connection, or it ends meanwhile, or the client's own error when
 *   it is `failed`; `params` when a function failed or gave nothing that can be used, and the connection stays; `unauthorized`
 *   when one threw {@link Unauthorized}, and the client is `failed`; `timeout` after `timeoutMs`; `aborted` by the signal.
 * @throws {@link ConfigurationError} when the input of the client or an option can not be used.
 */
export function refreshAuth(client: ClientRef, options: RefreshAuthOptions = {}): Promise<void> {
  return unheard(refreshBy(client, options));
}

async function refreshBy(client: ClientRef, options: RefreshAuthOptions): Promise<void> {
  assertNone(checkOptions(options, { ...awaitRules, onRefresh: isFunction }));
  const connection = connectionOf(client);
  const { onRefresh, signal, timeoutMs = connection.configuration.connectTimeoutMs } = options;
  return wait<void>(
    {
      decide: (isStopped) => refreshOutcome(client, isStopped),
      listen: (settle) => ask(connection, onRefresh, settle),
      giveUp: (why, cause) => new ConnectError(why, say('refresh_late'), cause),
      ...ofClient(client),
    },
    { timeoutMs, ...(signal !== undefined && { signal }) },
  );
}

function refreshOutcome(client: ClientRef, isStopped: boolean): Outcome<void> | undefined {
  const snapshot = client.getSnapshot();
  if (!isStopped && snapshot.status === 'active' && snapshot.hasTag('connected')) return undefined;
  return { error: hopelessness(snapshot, isStopped) ?? new ConnectError('disconnected', say('refresh_unconnected')) };
}

/** What comes after the wait has ended is ignored. */
function ask(
  connection: Connection<ClientRef>,
  onRefresh: RefreshAuthOptions['onRefresh'],
  settle: (outcome: Outcome<void>) => void,
): { unsubscribe(): void } {
  const { client, configuration } = connection;
  let isOver = false;
  const refreshed = (auth: RefreshedAuth) => {
    if (isOver) return;
    if (onRefresh) for (const room of [...connection.topics.channels.values()]) tell(connection, room, auth, onRefresh);
    settle({ value: undefined });
  };
  const failed = (thrown: unknown) => {
    if (isOver) return;
    const error = toConnectError(connection.scrub(thrown), configuration);
    settle({ error });
    if (error.code === 'unauthorized')
      client.send({ type: 'connection.lost', code: 1000, reason: '', cause: 'requested', error });
  };
  const answered = async () => askEndpoint(configuration, 0, ({ params, authToken }) => ({ params, authToken }));
  void answered().then(refreshed, failed);
  return {
    unsubscribe() {
      isOver = true;
    },
  };
}

function tell(
  connection: Connection,
  room: ChannelRef,
  auth: RefreshedAuth,
  onRefresh: NonNullable<RefreshAuthOptions['onRefresh']>,
): void {
  const { value, context } = room.getSnapshot();
  if (value !== 'joined') return;
  const push = (given: RefreshPush | null | undefined) => {
    // It waits for a socket that is full, whatever the client's `whenNotJoined`.
    if (given) cast(room, given.event, given.payload, { whenNotJoined: 'buffer' });
  };
  const call = () => {
    const given = onRefresh(auth, room);
    return isPromise(given) ? given.then(push) : push(given);
  };
  guarded(connection, call, context.topic, 'refreshAuth');
}

/** In spite of its type, the function may be async. */
function isPromise<Given>(given: Given | PromiseLike<Given>): given is PromiseLike<Given> {
  return isPromiseLike(given);
}
