/** What is known of one presence: the user's meta and the refs by which clients tell metas apart (semantics 178). */
export interface PresenceMeta {
  readonly phx_ref: string;
  /** The ref this meta replaced, after an update. */
  readonly phx_ref_prev?: string;
  readonly [key: string]: unknown;
}

/** All presences under one key, in the order they were tracked. */
export interface PresenceEntry {
  readonly metas: readonly PresenceMeta[];
}

/** The presences of the channel's topic. Each call is told to the topic as one `presence_diff` (M11). */
export interface ChannelPresence {
  /**
   * Tracks this channel under `key`.
   *
   * @throws Error when it is tracked under that key already.
   */
  track(key: string, meta: object): void;
  /**
   * Replaces this channel's meta under `key`, or what the function makes of it.
   *
   * @throws Error when this channel is not tracked under that key.
   */
  update(key: string, meta: object | ((meta: Readonly<Record<string, unknown>>) => object)): void;
  /** Does nothing for a key this channel is not tracked under. */
  untrack(key: string): void;
  /** Everybody on the topic: the payload of `presence_state`. */
  list(): Record<string, PresenceEntry>;
}

/** Who is tracked: a channel, of which only the topic is looked at. */
export interface Tracked {
  readonly topic: string;
}

/** Tells a topic who came and who went. */
export type AnnounceDiff = (
  topic: string,
  diff: { readonly joins: Record<string, PresenceEntry>; readonly leaves: Record<string, PresenceEntry> },
) => void;

/** Who is on which topic: `Phoenix.Presence` on one node. */
export interface PresenceTracker {
  track(channel: Tracked, key: string, meta: object): void;
  update(channel: Tracked, key: string, meta: object | ((meta: Readonly<Record<string, unknown>>) => object)): void;
  untrack(channel: Tracked, key: string): void;
  /** Ends everything a channel was tracked under, in one diff. */
  untrackAll(channel: Tracked): void;
  list(topic: string): Record<string, PresenceEntry>;
}

/** Makes a tracker. Its refs count up, so that two runs of a test see the same. */
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

/** A channel's own view of the tracker. `mayAct` throws for a channel that has no right to it yet. */
export function presenceOf(channel: Tracked, tracker: PresenceTracker, mayAct: () => boolean): ChannelPresence {
  return {
    track: (key, meta) => void (mayAct() && tracker.track(channel, key, meta)),
    update: (key, meta) => void (mayAct() && tracker.update(channel, key, meta)),
    untrack: (key) => tracker.untrack(channel, key),
    list: () => tracker.list(channel.topic),
  };
}

/** `fromEntries` defines properties, so that `__proto__` is a key like any other (semantics 186). */
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
