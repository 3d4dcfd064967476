import type { Act } from '../proof/acts.ts';
import { endOf, violationsOf } from './expand.ts';
import type { Counterexample, Report } from './explore.ts';
import { told } from './fingerprint.ts';
import { leftAfter, type Model, type Path, replay } from './model.ts';

/** An act in a line: `push a (echo, 200)`. */
export function inWords({ act, ...rest }: Act): string {
  const { topic, ...details } = { topic: undefined, ...rest };
  const said = Object.values(details).join(', ');
  return [act, topic, said && `(${said})`].filter(Boolean).join(' ');
}

/** The figures of one exploration. */
export function reportInWords({ name }: Model, report: Report, ms: number): string {
  const { states, expanded, steps, worlds, depth, isExhausted } = report;
  const bound = isExhausted ? 'all there are' : 'not all';
  return `${name}: ${states} distinct states (${bound}), ${depth} acts deep; ${expanded} looked beyond, ${steps} steps, ${worlds} worlds, ${Math.round(ms / 1000)} s`;
}

/** The list of acts, what did not hold behind them, and how to see it again. */
export function counterexampleInWords(model: Model, { path, ended, violations }: Counterexample): string {
  const { name, begin, acts } = model;
  const all = [...begin, ...path.flatMap((place) => acts[place] ?? [])];
  return [
    `${name}: a counterexample of ${path.length} acts`,
    ...all.map((act, at) => `  ${at < begin.length ? ' ' : at - begin.length + 1}  ${inWords(act)}`),
    ...(ended ? ['     and then it is brought to its end'] : []),
    ...violations.slice(0, 3).map((violation) => `  ! ${violation}`),
    `npm run explore -- --model ${name} --replay ${path.join(',')}${ended ? ' --end' : ''}`,
  ].join('\n');
}

/** A history act by act, and what the world is at behind each. */
export async function* stepsInWords(model: Model, path: Path, ends: boolean): AsyncIterable<string> {
  for (let length = 0; length <= path.length; length += 1) {
    const begun = path.slice(0, length);
    const act = model.acts[begun.at(-1) ?? -1];
    const world = await replay(model, begun);
    yield `${length}  ${act ? inWords(act) : 'begins'}\n   ${told(world, model, leftAfter(model, begun))}`;
    yield* violationsOf(world).map((violation) => `   ! ${violation}`);
  }
  if (ends) yield* (await endOf(await replay(model, path), path)).map((violation) => `   ! at its end: ${violation}`);
}
