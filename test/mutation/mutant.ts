import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../../', import.meta.url));

/** One small mistake in one source file, which some test has to notice. */
export interface Mutant {
  /** What is wrong, in words that stay the same when lines move. */
  readonly name: string;
  /** Generated from a chart, or listed by hand. */
  readonly kind: 'chart' | 'code';
  /** Relative to the root of the repository. */
  readonly file: string;
  /** Where the text that is replaced begins. */
  readonly at: number;
  readonly find: string;
  readonly put: string;
}

/** The text of a source file. */
export function sourceOf(file: string): string {
  return readFileSync(root + file, 'utf8');
}

/** A source with its mistake. Throws when the source is another one than the mutant was made for. */
export function mutated({ name, at, find, put }: Mutant, source: string): string {
  if (!source.startsWith(find, at)) throw new Error(`The mutant "${name}" does not fit this source.`);
  return source.slice(0, at) + put + source.slice(at + find.length);
}

/** Where a mutant is and what it does, as in a diff: `src/a.ts:12  - old  + new`. */
export function diffOf(mutant: Mutant): string {
  const source = sourceOf(mutant.file);
  const line = source.slice(0, mutant.at).split('\n').length;
  const old = linesAround(source, mutant.at, mutant.at + mutant.find.length);
  const end = mutant.at + mutant.put.length;
  const put = linesAround(mutated(mutant, source), mutant.at, end);
  return `${mutant.file}:${line}\n  - ${old}\n  + ${put}`;
}

/** The whole lines of a part of a text, in one. */
function linesAround(text: string, start: number, end: number): string {
  const from = text.lastIndexOf('\n', start - 1) + 1;
  const to = text.indexOf('\n', end);
  return text
    .slice(from, to < 0 ? undefined : to)
    .trim()
    .replace(/\s+/g, ' ');
}
