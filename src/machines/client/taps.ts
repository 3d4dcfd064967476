import { byteLengthOf } from '../../protocol/bytes.ts';
import type { Frame } from '../../protocol/frame.ts';
import { JsonText } from '../../protocol/json.ts';
import { guarded, type UserCodeOwner } from '../user.code.ts';

/** A frame on its way, as `onFrame` shows it. */
export interface FrameTap {
  readonly direction: 'in' | 'out';
  readonly frame: Frame;
  /** What it takes on the wire, without the WebSocket's own header. */
  readonly bytes: number;
}

/** Those who see every frame. */
export class Taps {
  readonly #owner: UserCodeOwner;
  readonly #listeners = new Set<(tap: FrameTap) => void>();

  constructor(owner: UserCodeOwner) {
    this.#owner = owner;
  }

  get size(): number {
    return this.#listeners.size;
  }

  get listeners(): Iterable<(tap: FrameTap) => void> {
    return this.#listeners;
  }

  /** Answers the undo. */
  add(listener: (tap: FrameTap) => void): () => void {
    const own = (tap: FrameTap) => listener(tap);
    this.#listeners.add(own);
    return () => void this.#listeners.delete(own);
  }

  /** Shows a frame to those who watch; costs nothing while nobody does. */
  show(direction: FrameTap['direction'], frame: Frame, data: string | ArrayBuffer | Uint8Array): void {
    if (this.#listeners.size === 0) return;
    const tap: FrameTap = { direction, frame: readable(frame), bytes: byteLengthOf(data) };
    for (const listener of [...this.#listeners]) guarded(this.#owner, () => listener(tap), frame[2], 'onFrame');
  }
}

function readable(frame: Frame): Frame {
  const [joinRef, ref, topic, event, payload] = frame;
  return payload instanceof JsonText ? [joinRef, ref, topic, event, JSON.parse(payload.text)] : frame;
}
