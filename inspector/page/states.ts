import type { ActorRow, Value } from '../src/wire.types.ts';

/** What a state means to a reader. Each mood has a colour. */
export type Mood = 'good' | 'busy' | 'waiting' | 'bad' | 'gone';

const moods: Readonly<Record<string, Mood>> = {
  connected: 'good',
  joined: 'good',
  connecting: 'busy',
  joining: 'busy',
  'reconnect-waiting': 'waiting',
  'rejoin-waiting': 'waiting',
  failed: 'bad',
  closed: 'bad',
};

export function moodOf({ status, value }: Pick<ActorRow, 'status' | 'value'>): Mood {
  if (status === 'error') return 'bad';
  return moods[topOf(value)] ?? 'gone';
}

/** The outermost state; empty for an actor without states. */
export function topOf(value: Value | null): string {
  if (value === null) return '';
  return typeof value === 'string' ? value : (Object.keys(value)[0] ?? '');
}

/** A state on one line: `rejoin-waiting.backoff`. For a parallel state only its outer name. */
export function lineOf(value: Value | null): string {
  if (value === null || typeof value === 'string') return value ?? '';
  const regions = Object.entries(value);
  const [only] = regions;
  if (!only || regions.length > 1) return '';
  const inner = lineOf(only[1]);
  return inner === '' ? only[0] : `${only[0]}.${inner}`;
}

/** The ids of all active states, beginning with the root. */
export function activeIds(chart: string, value: Value | null): ReadonlySet<string> {
  const ids = new Set([chart]);
  const add = (path: string, inner: Value | null): void => {
    const regions = inner === null ? [] : typeof inner === 'string' ? [[inner, null] as const] : Object.entries(inner);
    for (const [name, below] of regions) {
      ids.add(`${path}.${name}`);
      add(`${path}.${name}`, below);
    }
  };
  add(chart, value);
  return ids;
}

/** The type of an event as the chart shows it: `after rejoinDelay` for XState's own event of that delay. */
export function shortType(type: string): string {
  const delay = /^xstate\.after\.(.+?)\./.exec(type)?.[1];
  return delay === undefined ? type : `after ${delay}`;
}
