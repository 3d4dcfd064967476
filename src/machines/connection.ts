import type { Configuration } from '../configuration.types.ts';
import { ProtocolError } from '../errors.ts';
import { byteLengthOf } from '../protocol/bytes.ts';
import type { Frame } from '../protocol/frame.ts';
import { JsonText } from '../protocol/json.ts';
import type { Transport } from '../transport/transport.ts';
import type { ChannelRef } from './channel.types.ts';
import type { ClientRef, DropReason } from './client.types.ts';
import type { AwaitedRefs } from './frame.events.ts';
import { type Time, timeOf } from './time.ts';
import { UserCode } from './user.code.ts';
import type { WatchedPush } from './watcher.ts';

/** A frame on its way, as `onFrame` shows it. */
export interface FrameTap {
  readonly direction: 'in' | 'out';
  readonly frame: Frame;
  /** What it takes on the wire, without the WebSocket's own header. */
  readonly bytes: number;
}

/**
 * What the actors of one client share: the configuration, the way to the wire, and who has which topic.
 *
 * It is in the context of all of them, so nothing of it is enumerable: no serialised snapshot, log or inspector can
 * show the url, the params or a token. Whether it is open is for the chart of the client to say.
 */
export class Connection extends UserCode {
  readonly #configuration: Configuration;
  readonly #time: Time;
  readonly #channels = new Map<string, ChannelRef>();
  readonly #pendingJoins = new Map<string, number>();
  readonly #awaited = new Map<string, AwaitedRefs>();
  readonly #taps = new Set<(tap: FrameTap) => void>();
  readonly #greeters = new Set<(channel: ChannelRef) => void>();
  #transport: Transport | null = null;
  #headers: Readonly<Record<string, string>> = {};
  #lastRef = 0;

  constructor(configuration: Configuration, client: ClientRef) {
    super(client);
    this.#configuration = configuration;
    this.#time = timeOf(client.system);
  }

  get configuration(): Configuration {
    return this.#configuration;
  }

  get time(): Time {
    return this.#time;
  }

  /** Topic to channel, in the order of joining: the router's table, and the supervisor's list of children. */
  get channels(): Map<string, ChannelRef> {
    return this.#channels;
  }

  /** Topics whose join is on the wire without an answer, and when that answer is due. */
  get pendingJoins(): Map<string, number> {
    return this.#pendingJoins;
  }

  /**
   * The refs of each topic's last join and leave, as they go to the wire: an answer may be there before the chart has
   * finished writing the question.
   */
  get awaited(): Map<string, AwaitedRefs> {
    return this.#awaited;
  }

  /** Those who see every frame. */
  get taps(): Set<(tap: FrameTap) => void> {
    return this.#taps;
  }

  /** Those who are shown every channel when it is made, before it has done anything. */
  get greeters(): Set<(channel: ChannelRef) => void> {
    return this.#greeters;
  }

  get bufferedAmount(): number {
    const amount: unknown = this.shielded(() => this.#transport?.bufferedAmount, null, 'transport');
    return typeof amount === 'number' && amount > 0 ? amount : 0;
  }

  isOpen(): boolean {
    // Without a transport it is not, and a client that is being restored can not be asked yet.
    if (this.#transport === null) return false;
    const snapshot = this.client.getSnapshot();
    return snapshot.status === 'active' && snapshot.hasTag('connected');
  }

  /** A fresh ref. Refs are strings (M8) and never start again, so no late frame can match (semantics 35). */
  nextRef(): string {
    this.#lastRef += 1;
    return String(this.#lastRef);
  }

  /** The headers of the answer to the last upgrade, as far as its transport has told them. */
  get headers(): Readonly<Record<string, string>> {
    return this.#headers;
  }

  keepHeaders(headers: Readonly<Record<string, string>>): void {
    this.#headers = Object.freeze({ ...headers });
  }

  /** The transport of the present attempt, or of none. */
  use(transport: Transport | null): void {
    this.#transport = transport;
  }

  /**
   * Writes a frame, that of a push for those who watch it.
   *
   * @throws What the serializer throws; then nothing was written.
   */
  write(frame: Frame, push: WatchedPush | null = null): void {
    const data = this.#configuration.serializer.encode(frame);
    this.tap('out', frame, data);
    const { watcher } = this;
    if (watcher !== null) {
      const bytes = byteLengthOf(data);
      watcher.writes(frame, bytes);
      push?.written(frame, bytes);
    }
    try {
      this.#transport?.send(typeof data === 'string' ? data : exactBuffer(data));
    } catch {
      this.client.send({ type: 'transport.closed', code: 1006, reason: 'The transport could not send.' });
    }
  }

  /** Whether a push may be written now. If not, the client is told why, and will say when to go on. */
  isWritable(): boolean {
    if (this.#time.wall() > this.client.getSnapshot().context.heartbeatDueAt) {
      this.client.send({ type: 'heartbeat.overdue' });
      return false;
    }
    if (this.bufferedAmount <= this.#configuration.maxBufferedAmount) return true;
    this.client.send({ type: 'transport.congested' });
    return false;
  }

  /** A join was answered, which proves the server alive until the connection is stable anyway (semantics 86). */
  confirm(): void {
    if (!this.client.getSnapshot().hasTag('stable')) this.client.send({ type: 'connection.confirmed' });
  }

  /** Shows a frame to those who watch; costs nothing while nobody does. */
  tap(direction: FrameTap['direction'], frame: Frame, data: string | ArrayBuffer | Uint8Array): void {
    if (this.#taps.size === 0) return;
    const tap: FrameTap = { direction, frame: readable(frame), bytes: byteLengthOf(data) };
    for (const listener of [...this.#taps]) this.guarded(() => listener(tap), frame[2], 'onFrame');
  }

  /** Says that an incoming frame went nowhere. */
  drop(why: DropReason, topic: string | null, event: string | null, error: ProtocolError | null = null): void {
    this.watcher?.drops(why);
    this.client.send({ type: 'frame.dropped', why, error, topic, event });
  }
}

/** A transport takes a buffer of its own, never a window on a larger one. */
function exactBuffer(bytes: Uint8Array): ArrayBuffer {
  const { buffer, byteLength } = bytes;
  return buffer instanceof ArrayBuffer && buffer.byteLength === byteLength ? buffer : bytes.slice().buffer;
}

function readable(frame: Frame): Frame {
  const [joinRef, ref, topic, event, payload] = frame;
  return payload instanceof JsonText ? [joinRef, ref, topic, event, JSON.parse(payload.text)] : frame;
}

/** What a serializer threw, as the protocol's own error. */
export function toProtocolError(error: unknown): ProtocolError {
  if (error instanceof ProtocolError) return error;
  return new ProtocolError('malformed', 'The serializer could not read a frame; see cause.', { cause: error });
}
