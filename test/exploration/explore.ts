import { endOf, expand, violationsOf } from './expand.ts';
import { leftAfter, type Model, type Path, replay } from './model.ts';
import { Seen } from './seen.ts';

/** How far to go. */
export interface Bounds {
  /** Distinct states to find. */
  readonly states: number;
  /** Acts in a history at most. */
  readonly depth: number;
}

/** A history after which something did not hold. */
export interface Counterexample {
  readonly path: Path;
  /** Whether the world was brought to its end behind it. */
  readonly ended: boolean;
  readonly violations: readonly string[];
}

/** What was found. */
export interface Report {
  /** Distinct worlds, whatever could still happen in them; the invariants were checked in each. */
  readonly states: number;
  /** States of which everything was tried that could happen next, and whose good end was looked at. */
  readonly expanded: number;
  /** Acts that were tried. */
  readonly steps: number;
  /** Worlds that were made. */
  readonly worlds: number;
  /** The longest of the shortest histories. */
  readonly depth: number;
  /** Whether there is nothing left to be found within the limits of the model. */
  readonly isExhausted: boolean;
  /** The shortest there is. */
  readonly counterexample: Counterexample | undefined;
}

/**
 * Goes through the states of a model breadth first, so that what is found first has no shorter history.
 *
 * @param onLevel - Hears how long the histories were that have been looked at, and how many states are known now.
 */
export async function explore(
  model: Model,
  bounds: Bounds,
  onLevel: (depth: number, states: number) => void = () => {},
): Promise<Report> {
  const seen = new Seen();
  const count = { expanded: 0, steps: 0, worlds: 0, depth: 0 };
  let level: Path[] = [[]];
  let counterexample: Counterexample | undefined;

  while (level.length > 0 && count.depth < bounds.depth && seen.size < bounds.states && !counterexample) {
    const next: Path[] = [];
    for (const path of level) {
      const { here, steps, violations, worlds } = await expand(model, path);
      if (path.length === 0) seen.takes(here, leftAfter(model, path));
      count.expanded += 1;
      count.steps += steps.length;
      count.worlds += worlds;
      for (const step of steps) {
        const found = [...path, step.place];
        if (step.violations.length > 0) counterexample ??= { path: found, ended: false, violations: step.violations };
        if (seen.takes(step.fingerprint, leftAfter(model, found))) next.push(found);
      }
      if (violations.length > 0) counterexample ??= { path, ended: true, violations };
      if (counterexample || seen.size >= bounds.states) break;
    }
    if (next.length > 0) count.depth += 1;
    level = next;
    onLevel(count.depth, seen.size);
  }
  if (counterexample) await confirm(model, counterexample);
  return { ...count, states: seen.size, isExhausted: level.length === 0, counterexample };
}

/** A world in which acts were tried that changed nothing has to be like one in which they were not. */
async function confirm(model: Model, { path, ended, violations }: Counterexample): Promise<void> {
  const world = await replay(model, path);
  const again = ended ? await endOf(world, path) : violationsOf(world);
  if (again.length === 0) throw new Error(`Not to be replayed (${path}): ${violations.join('; ')}`);
}
