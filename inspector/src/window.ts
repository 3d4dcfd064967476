import type { InspectedEvent } from './actors.types.ts';
import type { Entry } from './wire.types.ts';

type StateEntry = Extract<Entry, { k: 'state' }>;
type EventEntry = Extract<Entry, { k: 'event' }>;
type FrameEntry = Extract<Entry, { k: 'frame' }>;
type Counted<T extends { readonly times: number }> = T & { times: number };

/** A frame that has passed. */
export type Frame = Omit<FrameEntry, 'k' | 'at' | 'times'>;

/** Events and frames that one beat keeps, so that 10000 topics that talk at once are a list that can be read. */
export const EVENTS_IN_A_BEAT = 2000;
/** Kinds of data that are told apart, of one actor or topic. */
const KINDS = 20;

/** Data comes by the thousand, and the thousandth tells nothing new: of a kind, one stands for all in a beat. */
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

/** The frames that are not data. Replies are: those to joins are the first of their topic. */
const signals: ReadonlySet<string | null> = new Set(['phx_join', 'phx_leave', 'phx_close', 'phx_error', 'heartbeat']);

/** What happens within one beat: one state for each actor, the last one; of data, one for each kind and how many more. */
export class Window {
  /** In the order of happening. */
  readonly #entries = new Set<Entry>();
  readonly #states = new Map<number, StateEntry>();
  /** Data by its actor. */
  readonly #events = new Map<number, Counted<EventEntry>[]>();
  /** Data by its topic. */
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

  /** All of it; a new beat begins. */
  drain(): readonly Entry[] {
    const entries = [...this.#entries];
    this.#entries.clear();
    this.#states.clear();
    this.#events.clear();
    this.#frames.clear();
    this.#happenings = 0;
    return entries;
  }

  /** @returns Whether there was room for it. */
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
