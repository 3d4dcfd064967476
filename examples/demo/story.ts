import { type ChannelRef, type ClientRef, type Frame, onFrame } from 'xstate-phoenix';
import { detailOf, pathOf } from './words.ts';

/** One thing that happened. */
export interface Entry {
  readonly at: number;
  /** `client`, or a topic. */
  readonly who: string;
  readonly kind: 'state' | 'emitted';
  readonly what: string;
  readonly detail: string;
}

/** One frame that was sent or received. */
export interface Passed {
  readonly direction: 'in' | 'out';
  readonly frame: Frame;
}

/** How many frames went in and out in one second. */
interface Second {
  readonly second: number;
  in: number;
  out: number;
}

/** How many seconds of traffic are kept; and how many frames and entries. */
const KEPT_SECONDS = 24;
const KEPT = 100;

/** The recent history of a client and its topics. */
export class Story {
  readonly entries: Entry[] = [];
  readonly frames: Passed[] = [];
  readonly total = { in: 0, out: 0 };
  rttMs: number | undefined;
  readonly #seconds: Second[] = [];
  readonly #tell: (entry: Entry) => void;

  constructor(tell: (entry: Entry) => void) {
    this.#tell = tell;
  }

  add(entry: Omit<Entry, 'at'>): void {
    const told = { at: Date.now(), ...entry };
    this.entries.push(told);
    if (this.entries.length > KEPT) this.entries.shift();
    this.#tell(told);
  }

  pass(passed: Passed): void {
    this.frames.push(passed);
    if (this.frames.length > KEPT) this.frames.shift();
    this.total[passed.direction] += 1;
    this.#second(Math.floor(Date.now() / 1000))[passed.direction] += 1;
  }

  /** Frames per second, the oldest second first. The last second is not over yet. */
  traffic(direction: 'in' | 'out'): readonly number[] {
    const last = Math.floor(Date.now() / 1000);
    return Array.from({ length: KEPT_SECONDS }, (_, index) => {
      const second = last - KEPT_SECONDS + 1 + index;
      return this.#seconds.find((kept) => kept.second === second)?.[direction] ?? 0;
    });
  }

  #second(second: number): Second {
    const present = this.#seconds.at(-1);
    if (present?.second === second) return present;
    const begun = { second, in: 0, out: 0 };
    this.#seconds.push(begun);
    if (this.#seconds.length > KEPT_SECONDS) this.#seconds.shift();
    return begun;
  }
}

/** Records what a client and its topics do. Calls `tell` with each new entry. */
export function watch(client: ClientRef, rooms: readonly ChannelRef[], tell: (entry: Entry) => void): Story {
  const story = new Story(tell);
  states(story, 'client', client);
  client.on('*', (event) => {
    if (event.type === 'heartbeat') story.rttMs = event.rttMs;
    else story.add({ who: 'client', kind: 'emitted', what: event.type, detail: detailOf(event) });
  });
  for (const room of rooms) {
    states(story, room.id, room);
    room.on('*', (event) => {
      if (event.type === 'message') return;
      story.add({ who: room.id, kind: 'emitted', what: event.type, detail: detailOf(event) });
    });
  }
  onFrame(client, ({ direction, frame }) => story.pass({ direction, frame }));
  return story;
}

/** An actor with states. */
interface Stateful {
  subscribe(listener: (snapshot: { readonly value: unknown }) => void): unknown;
}

function states(story: Story, who: string, actor: Stateful): void {
  let last = '';
  actor.subscribe(({ value }) => {
    const path = pathOf(value);
    if (path === last) return;
    last = path;
    story.add({ who, kind: 'state', what: path, detail: '' });
  });
}
