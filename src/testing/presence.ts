/**
 * One presence: your meta, and the refs that [Phoenix.Presence](https://hexdocs.pm/phoenix/Phoenix.Presence.html) adds.
 */
export interface PresenceMeta {
  readonly phx_ref: string;
  /** After an update: the ref of the meta before it. */
  readonly phx_ref_prev?: string;
  readonly [key: string]: unknown;
}

/** All presences under one key, in the order in which they were tracked. */
export interface PresenceEntry {
  readonly metas: readonly PresenceMeta[];
}

/** The presences of the channel's topic. Each change sends one `presence_diff` to the topic. */
export interface ChannelPresence {
  /**
   * Tracks this channel under `key`.
   *
   * @throws Error when it is already tracked under that key, or its join is not answered yet.
   */
  track(key: string, meta: object): void;
  /**
   * Replaces this channel's meta under `key` by `meta`, or by what the function returns for the present one.
   *
   * @throws Error when this channel is not tracked under that key, or its join is not answered yet.
   */
  update(key: string, meta: object | ((meta: Readonly<Record<string, unknown>>) => object)): void;
  /** Stops to track this channel under `key`. Does nothing if it is not tracked under it. */
  untrack(key: string): void;
  /** All presences of the topic: the payload of `presence_state`. */
  list(): Record<string, PresenceEntry>;
}

/** A channel that is tracked. Only its topic is used. */
export interface Tracked {
  readonly topic: string;
}

/** Sends a diff to a topic. */
export type AnnounceDiff = (
  topic: string,
  diff: { readonly joins: Record<string, PresenceEntry>; readonly leaves: Record<string, PresenceEntry> },
) => void;

/** The presences of all topics: `Phoenix.Presence` on one node. */
export interface PresenceTracker {
  track(channel: Tracked, key: string, meta: object): void;
  update(channel: Tracked, key: string, meta: object | ((meta: Readonly<Record<string, unknown>>) => object)): void;
  untrack(channel: Tracked, key: string): void;
  /** Stops to track a channel under all its keys, with one diff. */
  untrackAll(channel: Tracked): void;
  list(topic: string): Record<string, PresenceEntry>;
}

/** Makes a tracker. Its refs count up, so that every run of a test sees the same refs. */
export function createPresenceTracker(announce: AnnounceDiff): PresenceTracker {
  const topics = new Map<string, Map<string, Map<Tracked, PresenceMeta>>>();
  const keysOf = new Map<Tracked, Set<string>>();
  let refs = 0;

  const nextRef = () => `F${(++refs).toString(36).toUpperCase().padStart(7, '0')}`;

  const remove = (channel: Tracked, key: string): PresenceMeta | undefined => {
    const keys = topics.get(channel.topic);
    const metas = keys?.get(key);
    const meta = metas?.get(channel);
    metas?.delete(channel);
    if (metas?.size === 0) keys?.delete(key);
    if (keys?.size === 0) topics.delete(channel.topic);
    const own = keysOf.get(channel);
    own?.delete(key);
    if (own?.size === 0) keysOf.delete(channel);
    return meta;
  };

  return {
    track(channel, key, meta) {
      const keys = getOrMake(topics, channel.topic, () => new Map<string, Map<Tracked, PresenceMeta>>());
      const metas = getOrMake(keys, key, () => new Map<Tracked, PresenceMeta>());
      if (metas.has(channel)) throw new Error(`This channel is tracked as ${JSON.stringify(key)} already.`);
      const tracked = { ...meta, phx_ref: nextRef() };
      metas.set(channel, tracked);
      getOrMake(keysOf, channel, () => new Set<string>()).add(key);
      announce(channel.topic, { joins: entries([[key, [tracked]]]), leaves: {} });
    },
    update(channel, key, change) {
      const metas = topics.get(channel.topic)?.get(key);
      const before = metas?.get(channel);
      if (!metas || !before) throw new Error(`This channel is not tracked as ${JSON.stringify(key)}.`);
      const meta = typeof change === 'function' ? change(before) : change;
      const after = { ...meta, phx_ref: nextRef(), phx_ref_prev: before.phx_ref };
      metas.set(channel, after);
      announce(channel.topic, { joins: entries([[key, [after]]]), leaves: entries([[key, [before]]]) });
    },
    untrack(channel, key) {
      const meta = remove(channel, key);
      if (meta) announce(channel.topic, { joins: {}, leaves: entries([[key, [meta]]]) });
    },
    untrackAll(channel) {
      const gone = [...(keysOf.get(channel) ?? [])].flatMap((key): [string, PresenceMeta[]][] => {
        const meta = remove(channel, key);
        return meta ? [[key, [meta]]] : [];
      });
      if (gone.length > 0) announce(channel.topic, { joins: {}, leaves: entries(gone) });
    },
    list: (topic) => entries([...(topics.get(topic) ?? [])].map(([key, metas]) => [key, [...metas.values()]])),
  };
}

/** The tracker as one channel sees it. `mayAct` throws before the join is answered. */
export function presenceOf(channel: Tracked, tracker: PresenceTracker, mayAct: () => boolean): ChannelPresence {
  return {
    track: (key, meta) => void (mayAct() && tracker.track(channel, key, meta)),
    update: (key, meta) => void (mayAct() && tracker.update(channel, key, meta)),
    untrack: (key) => tracker.untrack(channel, key),
    list: () => tracker.list(channel.topic),
  };
}

/** `fromEntries` defines properties, so `__proto__` can be a key. */
function entries(list: readonly (readonly [string, readonly PresenceMeta[]])[]): Record<string, PresenceEntry> {
  return Object.fromEntries(list.map(([key, metas]) => [key, { metas }]));
}

function getOrMake<Key, Value>(map: Map<Key, Value>, key: Key, make: () => Value): Value {
  const found = map.get(key);
  if (found !== undefined) return found;
  const made = make();
  map.set(key, made);
  return made;
}
