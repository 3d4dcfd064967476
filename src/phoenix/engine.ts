import { assign } from 'xstate';
import { connectionOf } from '../client.ts';
import type { ClientInput } from '../configuration.types.ts';
import { interpret } from '../interpret.ts';
import { clientMachine } from '../machines/client/client.logic.ts';
import type { ClientRef } from '../machines/client/client.ref.ts';
import { readable } from '../machines/client/taps.ts';
import { askDelay } from '../machines/delays.ts';
import type { Frame } from '../protocol/frame.ts';
import { v2 } from '../protocol/v2.ts';
import type { TransportFactory } from '../transport/transport.ts';
import { MAX_DELAY_MS } from '../values.ts';
import type { Clock } from './afterwards.ts';
import { before } from './before.reconnect.ts';
import type { Encode, SocketOptions } from './phoenix.types.ts';
import { reconnectStep } from './steps.ts';

/** What the chart of a client asks of its {@link Socket}. */
export interface Driven {
  readonly heartbeatIntervalMs: number;
  /** Whether the attempt that begins was not asked for by the program. */
  isRetry(): boolean;
  /** Whether the page is hidden. */
  isAway(): boolean;
  /** Writes a message of a topic that the client has joined itself. */
  readonly encode: Encode;
  /** Makes a connection. */
  dial: TransportFactory;
  makeRef(): string;
  beat(ref: string): void;
  /** Milliseconds before a retry. */
  planReconnect(attempt: number): number;
  /** There is no connection any more, and none is made. */
  disconnected(): void;
}

/** No attempt of a client that has no endpoint of its own: the socket knows the url, and dials it. */
const url = 'ws://phoenix.invalid';

/** Makes the client of a socket, and starts it. It waits and counts; the socket dials, writes and tells. */
export function startClient(driven: Driven, options: SocketOptions, clock: Clock): ClientRef {
  const { inspect, beforeReconnect, autoSendHeartbeat = true } = options;
  const { heartbeatIntervalMs } = driven;
  const machine = clientMachine.provide({
    delays: { pausedTimeout: MAX_DELAY_MS },
    guards: { isAway: () => driven.isAway(), willReconnect: () => true },
    actions: {
      warnOfSilence: () => {},
      sendHeartbeat: ({ context }) => driven.beat(String(context.heartbeatRef)),
      planRetry: assign(({ context }) => {
        const { connection } = context;
        const attempt = context.attempt + 1;
        const retryInMs =
          askDelay(connection, () => driven.planReconnect(attempt), null, 'reconnectAfterMs') ?? reconnectStep(attempt);
        return { attempt, retryInMs, retryAt: connection.time.wall() + retryInMs };
      }),
    },
  });
  const input: ClientInput = {
    url,
    autoConnect: false,
    ...(beforeReconnect && { params: before(driven, beforeReconnect) }),
    heartbeatIntervalMs: autoSendHeartbeat ? heartbeatIntervalMs : MAX_DELAY_MS,
    heartbeatTimeoutMs: heartbeatIntervalMs,
    connectTimeoutMs: Number.POSITIVE_INFINITY,
    maxConcurrentJoins: Number.POSITIVE_INFINITY,
    serializer: { ...v2(), encode: (frame) => encoded(driven, frame) },
    transport: (request, sink) => driven.dial(request, sink),
  };
  const client = interpret(machine, { clock, input, ...(inspect && { inspect }) }).start();
  connectionOf(client).nextRef = () => driven.makeRef();
  client.on('disconnected', () => driven.disconnected());
  return client;
}

function encoded({ encode }: Driven, frame: Frame): string | Uint8Array {
  const [join_ref, ref, topic, event, payload] = readable(frame);
  let written: string | ArrayBuffer | undefined;
  encode({ join_ref, ref, topic, event, payload }, (data) => {
    written = data;
  });
  if (written === undefined)
    throw new Error(
      'The option encode of the socket did not call back at once. Topics of socket.client need that it does.',
    );
  return typeof written === 'string' ? written : new Uint8Array(written);
}
