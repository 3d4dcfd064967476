import type { Graph } from './chart/graph.ts';

/** Which chart an actor runs; null for the supervisor and for transports, which have none. */
export type ChartId = 'client' | 'channel';

/** A state, as XState has it: a name, or names by region. */
export type Value = string | { readonly [region: string]: Value };

/** One actor. `n` is its number, for as long as the inspector runs; a topic that is joined anew has a new one. */
export interface ActorRow {
  readonly n: number;
  readonly sessionId: string;
  readonly chart: ChartId | null;
  /** `client`, the topic, `channels` or `transport`. */
  readonly name: string;
  readonly parent: number | null;
  readonly status: 'active' | 'done' | 'error' | 'stopped';
  readonly value: Value | null;
  readonly tags: readonly string[];
  /** Allow-listed: numbers, refs, codes. */
  readonly context: Readonly<Record<string, unknown>>;
  /** Events it has taken so far, those included that are not in the history. */
  readonly events: number;
}

/** The end of an event: an actor, the socket, or whoever called us. */
export type End = number | 'socket' | 'outside';

/** What is recorded. `at` is ms since the start of the recording. A history is a list of these, oldest first. */
export type Entry =
  | { readonly k: 'actor'; readonly at: number; readonly row: ActorRow }
  /** An actor's state has changed; `by` is the type of the event that did it. */
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
  /** An actor has taken an event. `detail` is allow-listed; `times` counts those like it that were left out after it. */
  | {
      readonly k: 'event';
      readonly at: number;
      readonly n: number;
      readonly from: End;
      readonly type: string;
      readonly detail: Readonly<Record<string, unknown>>;
      readonly times: number;
    }
  /** A frame went over the socket of a client: its head, never its payload unless `redact` shows it. */
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

/** What a page is told. Texts of JSON, one message each. */
export type ToPage =
  | {
      readonly type: 'hello';
      readonly version: 1;
      /** Ms since 1970 at which `at` is 0. */
      readonly startedAt: number;
      /** Whether events may be sent to actors. */
      readonly control: boolean;
      /** Whether this is a recording, to which nothing will be added. */
      readonly recording: boolean;
    }
  | { readonly type: 'chart'; readonly id: ChartId; readonly graph: Graph }
  /** All actors there are, in chunks; what comes after is in the history. `last` ends the list. */
  | { readonly type: 'actors'; readonly rows: readonly ActorRow[]; readonly last: boolean }
  /** What has happened since the last beat: coalesced to one state for each actor, data sampled. */
  | {
      readonly type: 'beat';
      /** Now. */
      readonly at: number;
      readonly entries: readonly Entry[];
      /** The true counts of events, of the actors whose count has changed. */
      readonly counts: readonly (readonly [n: number, events: number])[];
      /** Entries that were left out because this page is slow. */
      readonly dropped: number;
    }
  | { readonly type: 'refused'; readonly why: string };

/** What a page asks. */
export type FromPage = {
  /** Sends an event to an actor; refused unless `control` is true. */
  readonly type: 'send';
  readonly n: number;
  readonly event: { readonly type: string; readonly [key: string]: unknown };
};

/**
 * A recording as a file: one of these in the first line, then one {@link Entry} a line. The rows are the actors that were
 * there when the first entry was made.
 */
export interface RecordingHead {
  readonly format: 'xstate-phoenix-recording';
  readonly version: 1;
  readonly startedAt: number;
  readonly charts: Readonly<Partial<Record<ChartId, Graph>>>;
  readonly actors: readonly ActorRow[];
}
