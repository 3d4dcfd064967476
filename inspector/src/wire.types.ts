import type { Graph } from './chart/graph.ts';

/** The chart that an actor runs: that of a client, of a topic, or of a presence. */
export type ChartId = 'client' | 'channel' | 'presence';

/** A state value of XState: a name, or values by region. */
export type Value = string | { readonly [region: string]: Value };

/** One actor. `n` is its number while the inspector runs. A topic that is left and joined again gets a new number. */
export interface ActorRow {
  readonly n: number;
  readonly sessionId: string;
  readonly chart: ChartId | null;
  /** `client`, the topic, `channels` (the supervisor of the topics), `transport`, or `presence` with its topic. */
  readonly name: string;
  readonly parent: number | null;
  readonly status: 'active' | 'done' | 'error' | 'stopped';
  readonly value: Value | null;
  readonly tags: readonly string[];
  /** Only the fields that may be shown: numbers, refs, codes. */
  readonly context: Readonly<Record<string, unknown>>;
  /** How many events it has taken, including those that are not in the history. */
  readonly events: number;
}

/** Where an event came from: the number of an actor, the socket, or your code. */
export type End = number | 'socket' | 'outside';

/** One line of a history, which is sorted by time. `at` is in milliseconds since the start of the recording. */
export type Entry =
  | { readonly k: 'actor'; readonly at: number; readonly row: ActorRow }
  /** An actor's state has changed. `by` is the type of the event that caused it. */
  | {
      readonly k: 'state';
      readonly at: number;
      readonly n: number;
      readonly by: string;
      readonly status: ActorRow['status'];
      readonly value: Value | null;
      readonly tags: readonly string[];
      readonly context: Readonly<Record<string, unknown>>;
    }
  /** An actor has taken an event. `detail` is redacted. `times` counts similar events after it that were left out. */
  | {
      readonly k: 'event';
      readonly at: number;
      readonly n: number;
      readonly from: End;
      readonly type: string;
      readonly detail: Readonly<Record<string, unknown>>;
      readonly times: number;
    }
  /** A client has sent or received a frame. The payload is there only if `redact` shows it. */
  | {
      readonly k: 'frame';
      readonly at: number;
      readonly client: number;
      readonly direction: 'in' | 'out';
      readonly topic: string | null;
      readonly event: string | null;
      readonly ref: string | null;
      readonly joinRef: string | null;
      readonly bytes: number;
      readonly times: number;
      readonly payload?: unknown;
    };

/** A message to a page, as JSON. */
export type ToPage =
  | {
      readonly type: 'hello';
      readonly version: 1;
      /** The start, in milliseconds since 1970. There `at` is 0. */
      readonly startedAt: number;
      /** Whether the page may send events to actors. */
      readonly control: boolean;
      /** Whether this is a recording. Nothing is added to one. */
      readonly recording: boolean;
    }
  | { readonly type: 'chart'; readonly id: ChartId; readonly graph: Graph }
  /** The actors at the beginning of the history, in chunks. `last` is true for the last chunk. */
  | { readonly type: 'actors'; readonly rows: readonly ActorRow[]; readonly last: boolean }
  /** What has happened since the last beat: the last state of each actor, and samples of data. */
  | {
      readonly type: 'beat';
      /** The present time. */
      readonly at: number;
      readonly entries: readonly Entry[];
      /** How many events actors have taken, including those without an entry. Only the counts that have changed. */
      readonly counts: readonly (readonly [n: number, events: number])[];
      /** How many entries were left out because this page is slow. */
      readonly dropped: number;
    }
  | { readonly type: 'refused'; readonly why: string };

/** A message of a page. */
export type FromPage = {
  /** Sends an event to an actor. Refused unless `control` is true. */
  readonly type: 'send';
  readonly n: number;
  readonly event: { readonly type: string; readonly [key: string]: unknown };
};

/**
 * The first line of a recording. Each other line is an {@link Entry}. `actors` are those that existed before the first
 * entry.
 */
export interface RecordingHead {
  readonly format: 'xstate-phoenix-recording';
  readonly version: 1;
  readonly startedAt: number;
  readonly charts: Readonly<Partial<Record<ChartId, Graph>>>;
  readonly actors: readonly ActorRow[];
}
