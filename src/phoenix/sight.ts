import type { WatchedPush } from '../machines/channel/push.ts';
import type { ClientRef } from '../machines/client/client.ref.ts';
import type { Connection } from '../machines/client/connection.ts';
import type { WatchedFrame } from '../machines/client/watcher.ts';
import { byteLengthOf } from '../protocol/bytes.ts';
import type { Frame } from '../protocol/frame.ts';
import type { SocketMessage } from './phoenix.types.ts';
import { toFrame } from './serializer.ts';

/** The client of a socket, whose messages telemetry, `onFrame` and `intercept` see. */
type Seen = Connection<ClientRef>;

type Receive = (message: SocketMessage) => void;

/**
 * Takes a message that has come, as the client takes its own: whoever looks sees it first, and what comes behind a message that
 * somebody awaited waits for the next task.
 */
export function take(connection: Seen, message: SocketMessage, data: string | ArrayBuffer, receive: Receive): void {
  const { inbox } = connection;
  const deal = isSeen(connection) ? (told: SocketMessage) => showIncoming(connection, told, data, receive) : receive;
  if (inbox.isClosed) deal(message);
  else inbox.take(deal, message);
}

/** A message that could not be read is reported, and nothing else is harmed. */
export function drop(connection: Seen, data: string | ArrayBuffer, error: unknown): void {
  const report = () => {
    connection.watcher?.drops('malformed');
    connection.report(error, null, 'decode');
  };
  if (connection.watcher) connection.watcher.receives(byteLengthOf(data), report);
  else report();
}

/** The message to send: the one that is given, or what an interceptor made of it. Null if it dropped it, or has failed. */
export function toSend({ taps }: Seen, message: SocketMessage): SocketMessage | null {
  if (taps.interceptors === null) return message;
  const frame = toFrame(message);
  try {
    return changed(message, frame, taps.pass('out', frame));
  } catch {
    // It was reported. The message counts as lost on the way.
    return null;
  }
}

/** Shows a message that is sent. */
export function showOutgoing(
  connection: Seen,
  message: SocketMessage,
  data: string | ArrayBuffer,
  push: WatchedPush | null,
): void {
  if (!isSeen(connection)) return;
  const { taps, watcher } = connection;
  const frame = toFrame(message);
  taps.show('out', frame, data);
  if (watcher === null) return;
  const bytes = byteLengthOf(data);
  watcher.writes(frame, bytes);
  push?.written(frame, bytes);
}

function isSeen({ watcher, taps }: Seen): boolean {
  return watcher !== null || taps.size > 0 || taps.interceptors !== null;
}

function showIncoming(
  { taps, watcher }: Seen,
  message: SocketMessage,
  data: string | ArrayBuffer,
  receive: Receive,
): void {
  const frame = toFrame(message);
  const handle = (watched: WatchedFrame | null) => {
    watched?.decoded(frame);
    taps.show('in', frame, data);
    const passed = changed(message, frame, taps.pass('in', frame));
    if (passed) receive(passed);
  };
  if (watcher === null) handle(null);
  else watcher.receives(byteLengthOf(data), handle);
}

function changed(message: SocketMessage, frame: Frame, passed: Frame | null): SocketMessage | null {
  if (passed === null || passed === frame) return passed && message;
  const [join_ref, ref, topic, event, payload] = passed;
  return { join_ref, ref, topic, event, payload };
}
