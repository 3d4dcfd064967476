import type { Listener } from './actors.types.ts';
import type { ActorRow, Entry, RecordingHead } from './wire.types.ts';

/** What a page can be shown: actors that run, or a recording of some. */
export interface Feed {
  /** Ms since 1970 at which `at` is 0. */
  readonly startedAt: number;
  /** Whether nothing will be added. */
  readonly isRecording: boolean;
  /** Those that an actor has run so far. */
  charts(): RecordingHead['charts'];
  /** What is known by now. */
  past(): Past;
  /** @returns The undo. */
  listen(listener: Listener): () => void;
}

export interface Past {
  /** Ms since the start. */
  readonly at: number;
  /** The actors that were there when the first entry was made. */
  readonly rows: readonly ActorRow[];
  readonly entries: readonly Entry[];
  /** The true counts of events, of the actors that are there now. */
  readonly counts: readonly (readonly [n: number, events: number])[];
}
