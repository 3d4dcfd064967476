import { heal, quiesce, stop } from '../proof/end.ts';
import type { World } from '../proof/world.ts';
import { fingerprint, told } from './fingerprint.ts';
import { leftoversOf } from './leftovers.ts';
import { allowed, isOverfull, leftAfter, type Model, type Path, replay } from './model.ts';

/** Milliseconds within which a healed world has to be whole: longer than all delays of any model, one after another. */
const BOUND_MS = 3_000;

/** What is found one act behind a state. */
export interface Step {
  readonly place: number;
  readonly fingerprint: string;
  /** What did not hold. */
  readonly violations: readonly string[];
}

/** A state that was looked at. */
export interface Expansion {
  readonly here: string;
  /** What is one act away, without what differs in nothing but the limits left. */
  readonly steps: readonly Step[];
  /** What did not hold when the world was brought to its end from here. */
  readonly violations: readonly string[];
  /** Worlds that were made for it. */
  readonly worlds: number;
}

/** Looks at a state: at all that can happen in it, each in a world of its own, and at how it ends if all goes well. */
export async function expand(model: Model, path: Path): Promise<Expansion> {
  const left = leftAfter(model, path);
  const steps: Step[] = [];
  let worlds = 1;
  let world: World | null = await replay(model, path);
  const here = told(world, model, left);
  const places = isOverfull(world, model) ? [] : allowed(model, left);
  for (const place of places) {
    const act = model.acts[place];
    if (!act) continue;
    if (!world) {
      world = await replay(model, path);
      worlds += 1;
    }
    if (!(await world.perform(act))) continue;
    const leftThere = leftAfter(model, [...path, place]);
    const violations = violationsOf(world);
    const there = told(world, model, leftThere);
    // Fewer acts are left than before, so whatever is reached from there is reached from here.
    if (violations.length === 0 && there === here) continue;
    steps.push({ place, fingerprint: fingerprint(there), violations });
    world = null;
  }
  if (!world) worlds += 1;
  return {
    here: fingerprint(here),
    steps,
    violations: await endOf(world ?? (await replay(model, path)), path),
    worlds,
  };
}

/**
 * Brings a world to its end, and answers what did not hold: every fourth is stopped as it is, by the sum of its acts'
 * places, the others are healed, left and disconnected before.
 */
export async function endOf(world: World, path: Path): Promise<readonly string[]> {
  const isStopped = path.reduce((sum, place) => sum + place, 0) % 4 === 3;
  if (!isStopped) {
    await heal(world, BOUND_MS);
    await quiesce(world, BOUND_MS);
  }
  await stop(world);
  return violationsOf(world);
}

/** What the witness saw, and what is left lying about. */
export function violationsOf(world: World): readonly string[] {
  return [...world.witness.violations.map(({ message }) => message), ...leftoversOf(world)];
}
