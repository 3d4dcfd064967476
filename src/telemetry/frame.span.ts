import type { DropReason } from '../machines/client/client.emitted.ts';
import type { WatchedFrame } from '../machines/client/watcher.ts';
import type { Frame } from '../protocol/frame.ts';
import { endOf, type Hub, type Span } from './hub.ts';

/** The parts of a frame that telemetry shows: all but the payload. */
export function headOf([joinRef, ref, , event]: Frame, topic: string | null) {
  return { topic, event, ref, joinRef };
}

const unread = { topic: null, event: null, ref: null, joinRef: null };

/** The handling of one incoming frame. */
export class FrameSpan implements WatchedFrame {
  readonly #hub: Hub;
  readonly #span: Span;
  readonly #bytes: number;
  #frame: Frame | null = null;
  #why: DropReason | null = null;

  constructor(hub: Hub, span: Span, bytes: number) {
    this.#hub = hub;
    this.#span = span;
    this.#bytes = bytes;
    const measurements = { timeMs: hub.time.wall(), bytes };
    hub.tell(span, null, () => ({ type: 'frame.received.start', measurements, metadata: {} }));
  }

  get spanId(): string {
    return this.#span.spanId;
  }

  get traceId(): string {
    return this.#span.traceId;
  }

  decoded(frame: Frame): void {
    this.#frame = frame;
  }

  drops(why: DropReason): void {
    this.#why ??= why;
  }

  ends(): void {
    const [frame, why] = [this.#frame, this.#why];
    const { timeMs, durationMs } = endOf(this.#span, this.#hub.time);
    const measurements = { timeMs, durationMs, bytes: this.#bytes };
    this.#hub.tell(this.#span, frame?.[2] ?? null, (topic) => {
      const metadata = frame === null ? unread : headOf(frame, topic);
      return why === null
        ? { type: 'frame.received.stop', measurements, metadata }
        : { type: 'frame.received.exception', measurements, metadata: { ...metadata, why } };
    });
  }
}
