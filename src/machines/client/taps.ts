import { byteLengthOf } from '../../protocol/bytes.ts';
import type { Frame } from '../../protocol/frame.ts';
import { JsonText } from '../../protocol/json.ts';
import { guarded, type UserCodeOwner } from '../user.code.ts';
import type { Watcher } from './watcher.ts';

/** A frame that `onFrame` shows. */
export interface FrameTap {
  readonly direction: 'in' | 'out';
  readonly frame: Frame;
  /** Its size in bytes, without the header of the WebSocket frame. */
  readonly bytes: number;
}

/** Returns the frame to go on with; null if it is dropped. */
export type Interceptors = (direction: FrameTap['direction'], frame: Frame) => Frame | null;

/** Those who see the frames: the listeners of `onFrame`, the interceptors and the watcher. */
export class Taps {
  /** Null while nobody intercepts frames. */
  interceptors: Interceptors | null = null;
  /** Null while nobody watches. */
  watcher: Watcher | null = null;
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

  /** Returns the undo. */
  add(listener: (tap: FrameTap) => void): () => void {
    const own = (tap: FrameTap) => listener(tap);
    this.#listeners.add(own);
    return () => void this.#listeners.delete(own);
  }

  /** The frame to go on with; null if it was dropped. */
  pass(direction: FrameTap['direction'], frame: Frame): Frame | null {
    return this.interceptors === null ? frame : this.interceptors(direction, frame);
  }

  /** Shows a frame to all listeners. */
  show(direction: FrameTap['direction'], frame: Frame, data: string | ArrayBuffer | Uint8Array): void {
    if (this.#listeners.size === 0) return;
    const tap: FrameTap = { direction, frame: readable(frame), bytes: byteLengthOf(data) };
    for (const listener of [...this.#listeners]) guarded(this.#owner, () => listener(tap), frame[2], 'onFrame');
  }
}

/** The frame with its payload as a value, if that was written as JSON before. */
export function readable(frame: Frame): Frame {
  const [joinRef, ref, topic, event, payload] = frame;
  return payload instanceof JsonText ? [joinRef, ref, topic, event, JSON.parse(payload.text)] : frame;
}
