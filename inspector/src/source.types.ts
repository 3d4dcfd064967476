import type { InspectedActor, Listener } from './actors.types.ts';
import type { Machine } from './state.ts';
import type { ChartId } from './wire.types.ts';

/** The part of the hub that views other than our page use. Everything is redacted. */
export interface Source {
  /** The present actors with their states, in the order in which they appeared. */
  actors(): Iterable<InspectedActor>;
  actor(n: number): InspectedActor | undefined;
  /** The machine of a chart; undefined until an actor has run it. */
  machine(chart: ChartId): Machine | undefined;
  /** Returns a function that removes the listener. */
  listen(listener: Listener): () => void;
}
