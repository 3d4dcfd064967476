/*
 * For those who build on it (the classic bridge, for one):
 *
 *   const undo = hub.listen({ appeared(actor) {}, took(actor, event) {}, moved(actor, by) {}, vanished(actor) {} });
 *   hub.actors()            all actors there are, with their states, as a replay for whoever comes late
 *   hub.actor(n)            one of them
 *   hub.machine('client')   the machine behind a chart, as XState 5 has it: { root, config }; undefined until one ran
 *   control.send(n, event)  (control.ts) gives an event to an actor: null, or why it was refused
 *
 * The types are in actors.types.ts. All that comes from here is redacted already. Neither this file nor tap.ts imports
 * anything of Node.
 */
import type { InspectedActor, InspectedEvent, Listener } from './actors.types.ts';
import { graphOf } from './chart/graph.ts';
import type { Clock } from './clock.ts';
import type { Feed, Past } from './feed.types.ts';
import { History } from './history.ts';
import { isSameState, type Machine, type ReducedState } from './state.ts';
import { type Frame, Window } from './window.ts';
import type { ActorRow, ChartId, RecordingHead } from './wire.types.ts';

/** Ms between two beats. */
export const BEAT_MS = 100;
/** Entries that are not kept waiting for the beat: a program that never lets go of the processor fills no memory. */
const MOST = 20_000;

type Tracked = { -readonly [K in keyof ActorRow]: ActorRow[K] };

/** A new actor, before it has a number. */
export interface Appearance extends Pick<ActorRow, 'sessionId' | 'chart' | 'name'> {
  readonly parentId: string | undefined;
  readonly machine: Machine | null;
}

/** All actors that are inspected: as they are, and what they have done. */
export class Hub implements Feed {
  readonly startedAt: number;
  readonly isRecording = false;
  readonly #clock: Clock;
  readonly #history: History;
  readonly #window = new Window();
  readonly #listeners = new Set<Listener>();
  /** Those who want each event: nobody, most of the time, and there are many. */
  readonly #takers = new Set<Listener>();
  readonly #bySession = new Map<string, Tracked>();
  readonly #byNumber = new Map<number, Tracked>();
  readonly #machines = new Map<ChartId, Machine>();
  readonly #counted = new Set<Tracked>();
  #charts: RecordingHead['charts'] = {};
  #lastNumber = 0;
  #timer: unknown = null;

  constructor(clock: Clock, history: number) {
    this.#clock = clock;
    this.startedAt = clock.now();
    this.#history = new History(history);
  }

  listen(listener: Listener): () => void {
    this.#listeners.add(listener);
    if (listener.took) this.#takers.add(listener);
    return () => {
      this.#listeners.delete(listener);
      this.#takers.delete(listener);
    };
  }

  /** Those that have not ended, parents first. */
  actors(): Iterable<InspectedActor> {
    return this.#byNumber.values();
  }

  actor(n: number): InspectedActor | undefined {
    return this.#byNumber.get(n);
  }

  numberOf(sessionId: string): number | undefined {
    return this.#bySession.get(sessionId)?.n;
  }

  machine(chart: ChartId): Machine | undefined {
    return this.#machines.get(chart);
  }

  charts(): RecordingHead['charts'] {
    for (const [id, machine] of this.#machines)
      if (!(id in this.#charts)) this.#charts = { ...this.#charts, [id]: graphOf(machine) };
    return this.#charts;
  }

  past(): Past {
    this.flush();
    const counts = Array.from(this.#byNumber.values(), ({ n, events }) => [n, events] as const);
    return { at: this.#at(), rows: this.#history.rows(), entries: this.#history.entries(), counts };
  }

  appears({ sessionId, chart, name, parentId, machine }: Appearance): void {
    this.#lastNumber += 1;
    const parent = parentId === undefined ? null : (this.numberOf(parentId) ?? null);
    const actor: Tracked = {
      n: this.#lastNumber,
      sessionId,
      chart,
      name,
      parent,
      status: 'active',
      value: null,
      tags: [],
      context: {},
      events: 0,
    };
    if (chart && machine && !this.#machines.has(chart)) this.#machines.set(chart, machine);
    this.#bySession.set(sessionId, actor);
    this.#byNumber.set(actor.n, actor);
    this.#window.appear({ k: 'actor', at: this.#at(), row: { ...actor } });
    this.#tell((listener) => listener.appeared?.(actor));
    this.#wait();
  }

  takes(sessionId: string, event: InspectedEvent): void {
    const actor = this.#bySession.get(sessionId);
    if (!actor) return;
    actor.events += 1;
    this.#counted.add(actor);
    this.#window.take(this.#at(), actor.n, event);
    if (this.#takers.size > 0) this.#tell((listener) => listener.took?.(actor, event), this.#takers);
    this.#wait();
  }

  moves(sessionId: string, state: ReducedState, by: string): void {
    const actor = this.#bySession.get(sessionId);
    if (!actor || (isSameState(actor, state) && by !== 'xstate.init')) return;
    actor.status = state.status;
    actor.value = state.value;
    actor.tags = state.tags;
    actor.context = state.context;
    this.#window.move({ k: 'state', at: this.#at(), n: actor.n, by, ...state });
    this.#tell((listener) => listener.moved?.(actor, by));
    if (state.status !== 'active') this.#forget(actor);
    this.#wait();
  }

  passes(frame: Frame): void {
    this.#window.pass(this.#at(), frame);
    this.#wait();
  }

  /** Ends the beat now. */
  flush(): void {
    this.stop();
    if (this.#window.size === 0 && this.#counted.size === 0) return;
    const entries = this.#window.drain();
    const counts = Array.from(this.#counted, ({ n, events }) => [n, events] as const);
    this.#counted.clear();
    for (const entry of entries) this.#history.add(entry);
    const beat = { at: this.#at(), entries, counts };
    this.#tell((listener) => listener.beat?.(beat));
  }

  /** Lets go of the clock. */
  stop(): void {
    if (this.#timer !== null) this.#clock.clearTimeout(this.#timer);
    this.#timer = null;
  }

  #forget(actor: Tracked): void {
    this.#bySession.delete(actor.sessionId);
    this.#byNumber.delete(actor.n);
    this.#tell((listener) => listener.vanished?.(actor));
  }

  #wait(): void {
    if (this.#window.size >= MOST) this.flush();
    else this.#timer ??= this.#clock.setTimeout(() => this.flush(), BEAT_MS);
  }

  #at(): number {
    return this.#clock.now() - this.startedAt;
  }

  /** Those who follow are many, and harm neither each other nor the actor. */
  #tell(call: (listener: Listener) => void, listeners: ReadonlySet<Listener> = this.#listeners): void {
    for (const listener of listeners)
      try {
        call(listener);
      } catch {
        // It has missed something, and there is nobody to hear of it.
      }
  }
}
