/*
 * How to use the hub, as the classic bridge does:
 *
 *   const undo = hub.listen({ appeared(actor) {}, took(actor, event) {}, moved(actor, by) {}, vanished(actor) {} });
 *   hub.actors()            all present actors with their states, for a listener that comes late
 *   hub.actor(n)            one of them
 *   hub.machine('client')   the machine of a chart: { root, config } of XState 5; undefined until an actor ran it
 *   control.send(n, event)  (control.ts) sends an event to an actor; returns null, or why it was refused
 *
 * The types are in actors.types.ts. Everything is redacted already. Neither this file nor tap.ts imports anything from
 * Node.
 */
import type { InspectedActor, InspectedEvent, Listener } from './actors.types.ts';
import { Beats } from './beats.ts';
import { graphOf } from './chart/graph.ts';
import type { Clock } from './clock.ts';
import type { Feed, Past } from './feed.types.ts';
import { Listeners } from './listeners.ts';
import { isSameState, type Machine, type ReducedState } from './state.ts';
import type { Frame } from './window.ts';
import type { ActorRow, ChartId, RecordingHead } from './wire.types.ts';

type Tracked = { -readonly [K in keyof ActorRow]: ActorRow[K] };

/** A new actor, before it has a number. */
export interface Appearance extends Pick<ActorRow, 'sessionId' | 'chart' | 'name'> {
  readonly parentId: string | undefined;
  readonly machine: Machine | null;
}

/** All inspected actors, and what they have done. */
export class Hub implements Feed {
  readonly startedAt: number;
  readonly isRecording = false;
  readonly #listeners = new Listeners();
  readonly #beats: Beats;
  readonly #bySession = new Map<string, Tracked>();
  readonly #byNumber = new Map<number, Tracked>();
  readonly #machines = new Map<ChartId, Machine>();
  #charts: RecordingHead['charts'] = {};
  #lastNumber = 0;

  constructor(clock: Clock, history: number) {
    this.#beats = new Beats(clock, history, (beat) => this.#listeners.tell((listener) => listener.beat?.(beat)));
    this.startedAt = this.#beats.startedAt;
  }

  listen(listener: Listener): () => void {
    return this.#listeners.add(listener);
  }

  /** The actors that have not ended, parents first. */
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
    return this.#beats.past(this.#byNumber.values());
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
    this.#beats.appear(actor);
    this.#listeners.tell((listener) => listener.appeared?.(actor));
    this.#beats.wait();
  }

  takes(sessionId: string, event: InspectedEvent): void {
    const actor = this.#bySession.get(sessionId);
    if (!actor) return;
    actor.events += 1;
    this.#beats.take(actor, event);
    this.#listeners.tellOfEvent(actor, event);
    this.#beats.wait();
  }

  moves(sessionId: string, state: ReducedState, by: string): void {
    const actor = this.#bySession.get(sessionId);
    if (!actor || (isSameState(actor, state) && by !== 'xstate.init')) return;
    actor.status = state.status;
    actor.value = state.value;
    actor.tags = state.tags;
    actor.context = state.context;
    this.#beats.move(actor.n, state, by);
    this.#listeners.tell((listener) => listener.moved?.(actor, by));
    if (state.status !== 'active') this.#forget(actor);
    this.#beats.wait();
  }

  passes(frame: Frame): void {
    this.#beats.pass(frame);
    this.#beats.wait();
  }

  /** Ends the beat now. */
  flush(): void {
    this.#beats.flush();
  }

  /** Stops the timer of the beat. */
  stop(): void {
    this.#beats.stop();
  }

  #forget(actor: Tracked): void {
    this.#bySession.delete(actor.sessionId);
    this.#byNumber.delete(actor.n);
    this.#listeners.tell((listener) => listener.vanished?.(actor));
  }
}
