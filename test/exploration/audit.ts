import { expand } from './expand.ts';
import { leftAfter, type Model, type Path } from './model.ts';

/** What came of comparing. */
export interface Audit {
  readonly pairs: number;
  readonly differences: readonly string[];
}

/**
 * Puts the fingerprint to the test: two histories that are said to end in one state, with the same limits left, must
 * have the same next states. What a fingerprint leaves out although it matters shows here.
 */
export async function audit(model: Model, pairs: number): Promise<Audit> {
  const first = new Map<string, { readonly path: Path; readonly future: string }>();
  const differences: string[] = [];
  let compared = 0;
  let level: Path[] = [[]];
  while (level.length > 0 && compared < pairs) {
    const next: Path[] = [];
    for (const path of level) {
      const { steps, here } = await expand(model, path);
      const name = `${here} ${leftAfter(model, path)}`;
      const future = steps.map(({ place, fingerprint }) => `${place} ${fingerprint}`).join('\n');
      const known = first.get(name);
      if (known) {
        compared += 1;
        if (known.future !== future) differences.push(`  ${known.path} and ${path}`);
        if (compared >= pairs) break;
        continue;
      }
      first.set(name, { path, future });
      for (const { place } of steps) next.push([...path, place]);
    }
    level = next;
  }
  return { pairs: compared, differences };
}
