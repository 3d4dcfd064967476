import { ofClient } from './await.ts';
import type { Outcome } from './awaitable.ts';
import { connectionOf } from './client.ts';
import { ConnectError } from './errors.ts';
import { assertNone, checkListener } from './heard.ts';
import type { Message } from './machines/channel/channel.events.ts';
import type { ClientRef } from './machines/client/client.ref.ts';
import { hopelessness } from './machines/client/hopelessness.ts';
import type { FrameTap } from './machines/client/taps.ts';
import { shielded } from './machines/user.code.ts';
import { PHOENIX_TOPIC } from './protocol/frame.ts';
import { type AwaitOptions, assertUsable, wait } from './wait.ts';

/**
 * Watches every frame in and out, heartbeats included.
 *
 * @param listener - One that throws is reported as `listener.failed`, and harms nothing else.
 * @returns The undo.
 * @throws {@link ConfigurationError} when the client was made of a bad input, or the listener is no function.
 */
export function onFrame(client: ClientRef, listener: (tap: FrameTap) => void): () => void {
  assertNone(checkListener(listener));
  return connectionOf(client).taps.add(listener);
}

/**
 * Listens to messages of topics that no channel of this client has: nobody joined them here, and the server sends them
 * all the same, as its transport process may (Absinthe's subscriptions come so). While nobody listens, and no `onMessage`
 * is given, such messages are emitted as `frame.dropped`.
 *
 * @param listener - One that throws is reported as `listener.failed`, and harms nothing else.
 * @returns The undo.
 * @throws {@link ConfigurationError} when the client was made of a bad input, or the listener is no function.
 */
export function onUnrouted(client: ClientRef, listener: (message: Message) => void): () => void {
  assertNone(checkListener(listener));
  return connectionOf(client).unrouted.add(listener);
}

/**
 * Measures the way to the server and back with a heartbeat of its own (semantics 57).
 *
 * @returns Milliseconds.
 * @throws {@link ConnectError} `disconnected` when there is no connection, or it ends before the answer; `timeout`
 *   after `timeoutMs` or the client's `heartbeatTimeoutMs`; `aborted` by the signal.
 * @throws {@link ConfigurationError} when the client was made of a bad input, or an option is unusable.
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
      ...ofClient(client),
      decide: (isStopped) => pingOutcome(client, isStopped),
      listen: (settle) => {
        const unsubscribe = onFrame(client, ({ direction, frame }) => {
          if (direction === 'in' && frame[1] === ref && frame[2] === PHOENIX_TOPIC)
            settle({ value: time.now() - sentAt });
        });
        return { unsubscribe };
      },
      giveUp: (why, cause) => new ConnectError(why, 'The ping got no answer that was still awaited.', cause),
    },
    { timeoutMs, ...(signal !== undefined && { signal }) },
  );
  if (connection.isOpen())
    shielded(connection, () => connection.write([null, ref, PHOENIX_TOPIC, 'heartbeat', {}]), null, 'serializer');
  return answered;
}

function pingOutcome(client: ClientRef, isStopped: boolean): Outcome<number> | undefined {
  const snapshot = client.getSnapshot();
  if (!isStopped && snapshot.status === 'active' && snapshot.hasTag('connected')) return undefined;
  return {
    error:
      hopelessness(snapshot, isStopped) ?? new ConnectError('disconnected', 'There is no connection to ping over.'),
  };
}
