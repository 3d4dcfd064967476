import { frameHead, pairsOf } from './format.ts';
import type { Step } from './history.ts';
import { lineOf, type Mood, moodOf, shortType, topOf } from './states.ts';

/** The words for a step, on one line. */
export interface Words {
  readonly text: string;
  readonly extra: string;
  /** The mood of the new state, if the step is a state. */
  readonly mood?: Mood;
}

export function wordsOf({ entry }: Step): Words {
  if (entry.k === 'frame')
    return { text: `${entry.topic ?? 'unreadable'} ${entry.event ?? ''}`, extra: frameHead(entry) + more(entry.times) };
  if (entry.k === 'event') return { text: shortType(entry.type), extra: pairsOf(entry.detail) + more(entry.times) };
  if (entry.k === 'actor') return { text: 'begins', extra: lineOf(entry.row.value) };
  const state = lineOf(entry.value) || topOf(entry.value) || entry.status;
  return { text: state, extra: insideOf(entry.value), mood: moodOf(entry) };
}

/** The regions of a parallel state; empty for other states. */
function insideOf(value: Extract<Step['entry'], { k: 'state' }>['value']): string {
  const inner = value === null || typeof value === 'string' ? undefined : value[topOf(value)];
  if (inner === undefined || typeof inner === 'string' || Object.keys(inner).length < 2) return '';
  return Object.values(inner).map(lineOf).join(' · ');
}

function more(times: number): string {
  return times > 0 ? ` · and ${times} more` : '';
}
