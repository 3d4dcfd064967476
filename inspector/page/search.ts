import type { Entry } from '../src/wire.types.ts';
import type { History, Rows } from './history.ts';

/** The indices of the steps whose actor, topic, event or state contains the text. Ignores case. */
export function matches({ steps, rows }: History, search: string): readonly number[] {
  const wanted = search.trim().toLowerCase();
  return steps.flatMap(({ entry, before }, index) => {
    const words = wordsOf(entry, before?.name ?? nameIn(rows, entry));
    return words.toLowerCase().includes(wanted) ? [index] : [];
  });
}

function nameIn(rows: Rows, entry: Entry): string {
  return entry.k === 'actor' ? entry.row.name : entry.k === 'frame' ? '' : (rows.get(entry.n)?.name ?? '');
}

function wordsOf(entry: Entry, name: string): string {
  if (entry.k === 'event') return `${name} ${entry.type}`;
  if (entry.k === 'frame') return `${entry.topic ?? ''} ${entry.event ?? ''}`;
  if (entry.k === 'state') return `${name} ${entry.by} ${JSON.stringify(entry.value)}`;
  return name;
}
