import type { ActorRow, Value } from '../src/wire.types.ts';

/** What a state means to whoever looks: the colour it has. */
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

/** The outermost state; an actor without states has none. */
export function topOf(value: Value | null): string {
  if (value === null) return '';
  return typeof value === 'string' ? value : (Object.keys(value)[0] ?? '');
}

/** A state in a line: `rejoin-waiting.backoff`; of regions side by side only the outer name. */
export function lineOf(value: Value | null): string {
  if (value === null || typeof value === 'string') return value ?? '';
  const regions = Object.entries(value);
  const [only] = regions;
  if (!only || regions.length > 1) return '';
  const inner = lineOf(only[1]);
  return inner === '' ? only[0] : `${only[0]}.${inner}`;
}

/** The ids of all states that are active, the chart's own first. */
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

/** The type of an event as a chart has it: `after rejoinDelay` for XState's own name of that. */
export function shortType(type: string): string {
  const delay = /^xstate\.after\.(.+?)\./.exec(type)?.[1];
  return delay === undefined ? type : `after ${delay}`;
}
