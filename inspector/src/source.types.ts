import type { InspectedActor, Listener } from './actors.types.ts';
import type { Machine } from './state.ts';
import type { ChartId } from './wire.types.ts';

/** Where a view that is not our page has it all from: the hub. What it tells is redacted. */
export interface Source {
  /** The actors that are there, with their states, in the order in which they came. */
  actors(): Iterable<InspectedActor>;
  actor(n: number): InspectedActor | undefined;
  /** The machine behind a chart; undefined until one ran. */
  machine(chart: ChartId): Machine | undefined;
  /** Returns its undo. */
  listen(listener: Listener): () => void;
}
