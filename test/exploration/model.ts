import type { Act } from '../proof/acts.ts';
import { World, type WorldOptions } from '../proof/world.ts';

/** How often any of these acts may happen in one history, all of them together. */
export interface Limit {
  readonly acts: readonly Act['act'][];
  readonly times: number;
}

/** A small world, whose every state is looked at. */
export interface Model {
  readonly name: string;
  readonly topics: readonly string[];
  readonly options: WorldOptions;
  /** What has happened before anything is looked at. */
  readonly begin: readonly Act[];
  /** All that may happen, in any order, as often as the limits let it. */
  readonly acts: readonly Act[];
  /** What no limit names may happen for ever: it has to come back to states that were seen. */
  readonly limits: readonly Limit[];
  /** Parcels that may be on their way in one direction, and frames that may wait for a held join, itself included. */
  readonly queue: number;
}

/** A history of a model: the places of its acts in the model's list. */
export type Path = readonly number[];

/** How often the acts of each limit may still happen after a history. */
export type Left = readonly number[];

export function leftAfter({ acts, limits }: Model, path: Path): Left {
  const left = limits.map(({ times }) => times);
  for (const place of path)
    limits.forEach((limit, at) => {
      if (isOf(limit, acts[place])) left[at] = (left[at] ?? 0) - 1;
    });
  return left;
}

/** The places of the acts that the limits let happen. Whether they can, the world says: `perform` answers false. */
export function allowed({ acts, limits }: Model, left: Left): readonly number[] {
  const isAllowed = (act: Act) => limits.every((limit, at) => !isOf(limit, act) || (left[at] ?? 0) > 0);
  return acts.flatMap((act, place) => (isAllowed(act) ? [place] : []));
}

/** Whether a queue is longer than the model has it: such a world is looked at, but not what may happen next. */
export function isOverfull({ network, server }: World, { queue }: Model): boolean {
  const waiting = server.told([]).held.reduce((sum, { behind }) => sum + 1 + behind.length, 0);
  return waiting > queue || network.lines.some(({ up, down }) => Math.max(up.length, down.length) > queue);
}

function isOf({ acts }: Limit, act: Act | undefined): boolean {
  return act !== undefined && acts.includes(act.act);
}

/** A new world that has this history behind it. */
export async function replay({ options, begin, acts }: Model, path: Path): Promise<World> {
  const world = new World(options);
  await world.rest();
  for (const act of begin) await world.perform(act);
  for (const place of path) {
    const act = acts[place];
    if (act) await world.perform(act);
  }
  return world;
}
