import type { Listener } from './actors.types.ts';
import type { ActorRow, Entry, RecordingHead } from './wire.types.ts';

/** The source of a page: running actors, or a recording. */
export interface Feed {
  /** The start, in milliseconds since 1970. There `at` is 0. */
  readonly startedAt: number;
  /** Whether this is a recording. Nothing is added to one. */
  readonly isRecording: boolean;
  /** The charts of all actors so far. */
  charts(): RecordingHead['charts'];
  /** Everything up to now. */
  past(): Past;
  /** @returns A function that removes the listener. */
  listen(listener: Listener): () => void;
}

export interface Past {
  /** Milliseconds since the start. */
  readonly at: number;
  /** The actors that existed before the first entry. */
  readonly rows: readonly ActorRow[];
  readonly entries: readonly Entry[];
  /** How many events each present actor has taken, including those without an entry. */
  readonly counts: readonly (readonly [n: number, events: number])[];
}
