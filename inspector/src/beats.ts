import type { Beat, InspectedActor, InspectedEvent } from './actors.types.ts';
import type { Clock } from './clock.ts';
import type { Past } from './feed.types.ts';
import { History } from './history.ts';
import type { ReducedState } from './state.ts';
import { type Frame, Window } from './window.ts';

/** Milliseconds between two beats. */
export const BEAT_MS = 100;
/** With so many entries the beat ends early, so that a program that blocks the timers does not fill the memory. */
const MOST = 20_000;

/** Collects what all actors do, hands it out beat by beat, and keeps the history. */
export class Beats {
  readonly startedAt: number;
  readonly #clock: Clock;
  readonly #history: History;
  readonly #give: (beat: Beat) => void;
  readonly #window = new Window();
  readonly #counted = new Set<InspectedActor>();
  #timer: unknown = null;

  constructor(clock: Clock, history: number, give: (beat: Beat) => void) {
    this.#clock = clock;
    this.startedAt = clock.now();
    this.#history = new History(history);
    this.#give = give;
  }

  past(actors: Iterable<InspectedActor>): Past {
    this.flush();
    return {
      at: this.#at(),
      rows: this.#history.rows(),
      entries: this.#history.entries(),
      counts: Array.from(actors, countOf),
    };
  }

  appear(actor: InspectedActor): void {
    this.#window.appear({ k: 'actor', at: this.#at(), row: { ...actor } });
  }

  take(actor: InspectedActor, event: InspectedEvent): void {
    this.#counted.add(actor);
    this.#window.take(this.#at(), actor.n, event);
  }

  move(n: number, state: ReducedState, by: string): void {
    this.#window.move({ k: 'state', at: this.#at(), n, by, ...state });
  }

  pass(frame: Frame): void {
    this.#window.pass(this.#at(), frame);
  }

  /** Starts the timer of the beat. Called after something was added. */
  wait(): void {
    if (this.#window.size >= MOST) this.flush();
    else this.#timer ??= this.#clock.setTimeout(() => this.flush(), BEAT_MS);
  }

  /** Ends the beat now. */
  flush(): void {
    this.stop();
    if (this.#window.size === 0 && this.#counted.size === 0) return;
    const entries = this.#window.drain();
    const counts = Array.from(this.#counted, countOf);
    this.#counted.clear();
    for (const entry of entries) this.#history.add(entry);
    this.#give({ at: this.#at(), entries, counts });
  }

  /** Stops the timer. */
  stop(): void {
    if (this.#timer !== null) this.#clock.clearTimeout(this.#timer);
    this.#timer = null;
  }

  #at(): number {
    return this.#clock.now() - this.startedAt;
  }
}

function countOf({ n, events }: InspectedActor) {
  return [n, events] as const;
}
