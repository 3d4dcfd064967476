import type { Act } from '../proof/acts.ts';
import { heal, quiesce, stop } from '../proof/end.ts';
import { random } from '../proof/random.ts';
import type { Violation } from '../proof/violation.ts';
import { World, type WorldOptions } from '../proof/world.ts';
import { type Climate, createClimate } from './climate.ts';
import { nextAct } from './program.ts';

/** What became of a world. */
export interface History {
  readonly seed: number;
  /** What happened, as far as it could. */
  readonly acts: readonly Act[];
  /** The first invariant that did not hold. */
  readonly violation: Violation | undefined;
}

/** Lets the world of a seed happen: what its user does and what befalls it, then that it heals, then its end. */
export function simulate(seed: number, isPool = false): Promise<History> {
  const climate = createClimate(random(seed).fork('climate'));
  const program = random(seed).fork('program');
  function* acts() {
    if (climate.topics.length > 10) for (const topic of climate.topics) yield { act: 'join', topic } as const;
    for (let count = 0; count < climate.acts; count += 1) {
      const act = nextAct(program, climate);
      yield act;
      // What comes with the answer in one task is what such programs are about, and rarely comes by itself.
      if (act.act === 'attend' && program.chance(0.5)) yield { act: 'burst', topic: act.topic } as const;
    }
  }
  return live(seed, { ...climate, isPool }, acts());
}

/** Lets other things happen in the world of a seed than would by themselves. */
export function replay(seed: number, acts: Iterable<Act>, isPool = false): Promise<History> {
  return live(seed, { ...createClimate(random(seed).fork('climate')), isPool }, acts);
}

async function live(seed: number, climate: Climate & WorldOptions, acts: Iterable<Act>): Promise<History> {
  const world = new World(climate);
  try {
    return await liveIn(world, seed, climate, acts);
  } finally {
    world.end();
  }
}

async function liveIn(world: World, seed: number, climate: Climate, acts: Iterable<Act>): Promise<History> {
  const { violations } = world.witness;
  const happened: Act[] = [];
  const goesOn = () => violations.length === 0;
  for (const act of acts) {
    if (await world.perform(act)) happened.push(act);
    if (!goesOn()) break;
  }
  climate.clearUp();
  // Nobody ever notices a half-open line where there is no heartbeat.
  if (climate.input.heartbeatIntervalMs === 0) await world.perform({ act: 'cut' });
  if (goesOn() && !climate.endsAbruptly) await heal(world, climate.healMs);
  if (goesOn() && !climate.endsAbruptly) await quiesce(world, climate.healMs);
  if (goesOn()) await stop(world);
  return { seed, acts: happened, violation: violations[0] };
}
