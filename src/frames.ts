import { say } from '#sentences';
import { ofClient } from './await.ts';
import type { Outcome } from './awaitable.ts';
import { connectionOf } from './client.ts';
import { ConnectError } from './errors.ts';
import { checkListener } from './heard.ts';
import type { Message } from './machines/channel/channel.events.ts';
import type { ClientRef } from './machines/client/client.ref.ts';
import { hopelessness } from './machines/client/hopelessness.ts';
import type { FrameTap } from './machines/client/taps.ts';
import { shielded } from './machines/user.code.ts';
import { assertNone } from './problem.ts';
import { heartbeatFrame, PHOENIX_TOPIC } from './protocol/frame.ts';
import { type AwaitOptions, assertUsable, wait } from './wait.ts';

/**
 * Listens to every frame that is sent or received, heartbeats included.
 *
 * @param listener - If it throws, the client emits `listener.failed`, and everything else goes on.
 * @returns A function that removes the listener.
 * @throws {@link ConfigurationError} when the input of the client can not be used, or the listener is not a function.
 */
export function onFrame(client: ClientRef, listener: (tap: FrameTap) => void): () => void {
  assertNone(checkListener(listener));
  return connectionOf(client).taps.add(listener);
}

/**
 * Listens to messages of topics that this client has not joined. A server's transport process may send them: Absinthe's
 * subscriptions do. While nobody listens, and there is no `onMessage`, the client emits `frame.dropped` for them.
 *
 * @param listener - If it throws, the client emits `listener.failed`, and everything else goes on.
 * @returns A function that removes the listener.
 * @throws {@link ConfigurationError} when the input of the client can not be used, or the listener is not a function.
 */
export function onUnrouted(client: ClientRef, listener: (message: Message) => void): () => void {
  assertNone(checkListener(listener));
  return connectionOf(client).unrouted.add(listener);
}

/**
 * Measures the round trip to the server, with a heartbeat of its own. The server answers it behind everything that was
 * sent before, such as slow joins.
 *
 * @returns The round trip in milliseconds.
 * @throws {@link ConnectError} `disconnected` when there is no connection, or it ends before the answer, or the
 *   client's own error when it is `failed`; `timeout` after `timeoutMs`, by default the client's `heartbeatTimeoutMs`;
 *   `aborted` by the signal.
 * @throws {@link ConfigurationError} when the input of the client or an option can not be used.
 */
export async function ping(client: ClientRef, options: AwaitOptions = {}): Promise<number> {
  assertUsable(options);
  const connection = connectionOf(client);
  const { time, configuration } = connection;
  const { signal, timeoutMs = configuration.heartbeatTimeoutMs } = options;
  const ref = connection.nextRef();
  const sentAt = time.now();
  const answered = wait<number>(
    {
      decide: (isStopped) => pingOutcome(client, isStopped),
      listen: (settle) => {
        const unsubscribe = onFrame(client, ({ direction, frame }) => {
          if (direction === 'in' && frame[1] === ref && frame[2] === PHOENIX_TOPIC)
            settle({ value: time.now() - sentAt });
        });
        return { unsubscribe };
      },
      giveUp: (why, cause) => new ConnectError(why, say('ping_late'), cause),
      ...ofClient(client),
    },
    { timeoutMs, ...(signal !== undefined && { signal }) },
  );
  if (connection.isOpen()) shielded(connection, () => connection.write(heartbeatFrame(ref)), null, 'serializer');
  return answered;
}

function pingOutcome(client: ClientRef, isStopped: boolean): Outcome<number> | undefined {
  const snapshot = client.getSnapshot();
  if (!isStopped && snapshot.status === 'active' && snapshot.hasTag('connected')) return undefined;
  return {
    error: hopelessness(snapshot, isStopped) ?? new ConnectError('disconnected', say('ping_unconnected')),
  };
}
