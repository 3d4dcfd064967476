import { random } from '../../proof/random.ts';
import { type GroupAct, nextAct } from './acts.ts';
import { type GroupClimate, GroupSimulation } from './world.ts';

export interface GroupHistory {
  readonly seed: number;
  readonly acts: readonly GroupAct[];
  readonly violation: string | undefined;
  readonly longest: GroupSimulation['longest'];
}

export function climateOf(seed: number): GroupClimate {
  const { pick, between, chance } = random(seed).fork('climate');
  return {
    graceMs: pick([5_000, 5_000, 8_000, 1_000]),
    latenciesMs: Array.from({ length: between(2, 5) }, () => pick([1, 10, 10, 100, 800])),
    topics: between(1, 8),
    isRough: chance(0.7),
  };
}

export function actsOf(seed: number): readonly GroupAct[] {
  const program = random(seed).fork('program');
  const { latenciesMs, isRough } = climateOf(seed);
  return Array.from({ length: program.between(5, 50) }, () => nextAct(program, latenciesMs.length, isRough));
}

export async function live(seed: number, acts = actsOf(seed)): Promise<GroupHistory> {
  const world = new GroupSimulation(climateOf(seed));
  const { violations, longest } = world;
  const happened: GroupAct[] = [];
  for (const act of acts) {
    if (violations.length > 0) break;
    happened.push(act);
    await world.perform(act);
  }
  if (violations.length === 0) await world.heal();
  if (violations.length === 0) await world.end();
  return { seed, acts: happened, violation: violations[0], longest };
}

/** Cuts a history that breaks an invariant down to acts of which none can go, and tells it. */
export async function told(history: GroupHistory): Promise<string> {
  let least = history;
  for (let at = 0; at < least.acts.length; ) {
    const tried = await live(least.seed, least.acts.toSpliced(at, 1));
    if (tried.violation === undefined) at += 1;
    else least = tried;
  }
  const { seed, acts, violation } = least;
  return [
    `World ${seed}, ${JSON.stringify(climateOf(seed))}:`,
    ...acts.map((act) => JSON.stringify(act)),
    violation,
  ].join('\n');
}
