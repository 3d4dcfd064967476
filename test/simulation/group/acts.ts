import type { Random } from '../../proof/random.ts';

/** What happens in a world of a group. `slot` is the place of a process, which may be started again. */
export type GroupAct =
  | { readonly act: 'start'; readonly slot: number; readonly isRenamed: boolean }
  | { readonly act: Kind; readonly slot: number }
  | { readonly act: 'elapse'; readonly ms: number };

type Kind = 'leave' | 'stop' | 'kill' | 'drop' | 'unplug' | 'crash' | 'cut' | 'heal' | 'sleep' | 'wake';

/** What a server notices at once. */
const plain: readonly (readonly [weight: number, kind: GroupAct['act']])[] = [
  [6, 'start'],
  [1, 'leave'],
  [1, 'stop'],
  [2, 'kill'],
  [3, 'drop'],
  [1, 'unplug'],
  [2, 'heal'],
  [1, 'crash'],
  [12, 'elapse'],
];

/** And what it does not. */
const rough: typeof plain = [...plain, [2, 'cut'], [2, 'heal'], [2, 'sleep'], [4, 'wake']];

export function nextAct(random: Random, slots: number, isRough: boolean): GroupAct {
  const act = random.weighted(isRough ? rough : plain);
  const slot = random.int(slots);
  if (act === 'elapse') return { act, ms: random.pick([0, 10, 100, 1_000, 3_000, 5_000, 5_000, 12_000, 70_000]) };
  if (act === 'start') return { act, slot, isRenamed: random.chance(0.7) };
  return { act, slot };
}
