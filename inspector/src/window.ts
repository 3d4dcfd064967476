import type { InspectedEvent } from './actors.types.ts';
import type { Entry } from './wire.types.ts';

type StateEntry = Extract<Entry, { k: 'state' }>;
type EventEntry = Extract<Entry, { k: 'event' }>;
type FrameEntry = Extract<Entry, { k: 'frame' }>;
type Counted<T extends { readonly times: number }> = T & { times: number };

/** A frame that was sent or received. */
export type Frame = Omit<FrameEntry, 'k' | 'at' | 'times'>;

/** How many events and frames one beat keeps, so that the list of 10000 busy topics can still be read. */
export const EVENTS_IN_A_BEAT = 2000;
/** How many kinds of data are counted apart, for each actor or topic. */
const KINDS = 20;

/** Events that come by the thousand. A beat keeps one of each kind, and counts the others. */
const data: ReadonlySet<string> = new Set([
  'channel.message',
  'channel.reply',
  'channel.push',
  'channel.cast',
  'push.settled',
  'topic.received',
  'topic.replied',
  'frame.dropped',
]);

/**
 * Frames that are all kept. Replies are not among them, but the reply to a join is kept: it is the first of its topic.
 */
const signals: ReadonlySet<string | null> = new Set(['phx_join', 'phx_leave', 'phx_close', 'phx_error', 'heartbeat']);

/** What happens within one beat. Keeps the last state of each actor, and one of each kind of data with a count. */
export class Window {
  /** In order. */
  readonly #entries = new Set<Entry>();
  readonly #states = new Map<number, StateEntry>();
  /** Data by actor. */
  readonly #events = new Map<number, Counted<EventEntry>[]>();
  /** Data by topic. */
  readonly #frames = new Map<string | null, Counted<FrameEntry>[]>();
  #happenings = 0;

  get size(): number {
    return this.#entries.size;
  }

  appear(entry: Extract<Entry, { k: 'actor' }>): void {
    this.#entries.add(entry);
  }

  move(entry: StateEntry): void {
    const before = this.#states.get(entry.n);
    if (before) this.#entries.delete(before);
    this.#states.set(entry.n, entry);
    this.#entries.add(entry);
  }

  take(at: number, n: number, { type, detail, from }: InspectedEvent): void {
    const isData = data.has(type);
    if (isData)
      for (const like of this.#events.get(n) ?? [])
        if (like.type === type && like.from === from && like.detail.event === detail.event) {
          like.times += 1;
          return;
        }
    const entry = { k: 'event', at, n, from, type, detail, times: 0 } as const;
    if (this.#add(entry) && isData) keep(this.#events, n, entry);
  }

  pass(at: number, frame: Frame): void {
    const { client, direction, topic, event } = frame;
    const isData = !signals.has(event);
    if (isData)
      for (const like of this.#frames.get(topic) ?? [])
        if (like.event === event && like.direction === direction && like.client === client) {
          like.times += 1;
          return;
        }
    const entry = { k: 'frame', at, ...frame, times: 0 } as const;
    if (this.#add(entry) && isData) keep(this.#frames, topic, entry);
  }

  /** Returns all entries, and begins a new beat. */
  drain(): readonly Entry[] {
    const entries = [...this.#entries];
    this.#entries.clear();
    this.#states.clear();
    this.#events.clear();
    this.#frames.clear();
    this.#happenings = 0;
    return entries;
  }

  /** @returns Whether there was room for the entry. */
  #add(entry: EventEntry | FrameEntry): boolean {
    if (this.#happenings >= EVENTS_IN_A_BEAT) return false;
    this.#happenings += 1;
    this.#entries.add(entry);
    return true;
  }
}

function keep<K, T>(samples: Map<K, T[]>, key: K, entry: T): void {
  const known = samples.get(key);
  if (known === undefined) samples.set(key, [entry]);
  else if (known.length < KINDS) known.push(entry);
}
