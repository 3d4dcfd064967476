/** What Phoenix adds to each meta. `phx_ref_prev` is there after an update: the ref of the meta before it. */
export interface PresenceRefs {
  readonly phx_ref: string;
  readonly phx_ref_prev?: string;
}

/** One presence under a key, such as one tab of a user: your own fields, and the refs of Phoenix. */
export type PresenceMeta<Meta = Readonly<Record<string, unknown>>> = Meta & PresenceRefs;

/** All presences under one key. `fetch/2` of your `Phoenix.Presence` may add more fields. */
export interface PresenceEntry<Meta = Readonly<Record<string, unknown>>> {
  readonly metas: readonly PresenceMeta<Meta>[];
  readonly [field: string]: unknown;
}

/** Who is present: entries by their keys. Those that we make have no prototype, so any string is a key. */
export type PresenceState<Meta = Readonly<Record<string, unknown>>> = Readonly<Record<string, PresenceEntry<Meta>>>;

/** Who has joined and who has left: the payload of `presence_diff`. */
export interface PresenceDiff<Meta = Readonly<Record<string, unknown>>> {
  readonly joins: PresenceState<Meta>;
  readonly leaves: PresenceState<Meta>;
}

/** What a state or a diff has changed. `joins` and `leaves` have the metas that are new or gone, and nothing else. */
export interface PresenceChange<Meta = Readonly<Record<string, unknown>>> extends PresenceDiff<Meta> {
  /** The new state. What did not change is the same object; if nothing did, it is the state that you gave. */
  readonly state: PresenceState<Meta>;
}
