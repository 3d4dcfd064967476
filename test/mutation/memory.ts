import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { root } from './mutant.ts';

const directory = `${root}node_modules/.cache/xstate-phoenix/`;
const path = `${directory}mutation.json`;

/** Which test file killed a mutant the last time: it is asked first, and nothing else is believed of it. */
export type Killers = Record<string, string>;

export function recall(): Killers {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Killers;
  } catch {
    return {};
  }
}

export function remember(killers: Killers): void {
  mkdirSync(directory, { recursive: true });
  writeFileSync(path, JSON.stringify(killers));
}
