import { channelMachine, clientMachine } from 'xstate-phoenix';
import type { ChartNode } from './chart/transitions.ts';
import type { ActorRow, ChartId, Value } from './wire.types.ts';

/** A state, redacted. */
export type ReducedState = Pick<ActorRow, 'status' | 'value' | 'tags' | 'context'>;

/** The part of a machine of XState 5 that we use. */
export interface Machine {
  readonly root: ChartNode;
  readonly config: object;
}

export function isMachine(logic: unknown): logic is Machine {
  if (typeof logic !== 'object' || logic === null) return false;
  const { root, config }: { root?: unknown; config?: unknown } = logic;
  return typeof root === 'object' && root !== null && typeof config === 'object' && config !== null;
}

/**
 * Recognises our charts by their config, which `provide` keeps. The id is not enough: your machine may be called
 * `client`.
 */
export function chartOf({ config }: Machine): ChartId | null {
  if (config === clientMachine.config) return 'client';
  return config === channelMachine.config ? 'channel' : null;
}

/** Whether two states look the same. */
export function isSameState(one: ReducedState, other: ReducedState): boolean {
  return (
    one.status === other.status &&
    isSame(one.value, other.value) &&
    isSame(one.context, other.context) &&
    isSame(one.tags, other.tags)
  );
}

function isSame(one: unknown, other: unknown): boolean {
  if (Object.is(one, other)) return true;
  if (!isObject(one) || !isObject(other)) return false;
  const keys = Object.keys(one);
  return keys.length === Object.keys(other).length && keys.every((key) => isSame(one[key], other[key]));
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

/** The value of a state, or null if there is none. */
export function toValue(value: unknown): Value | null {
  if (typeof value === 'string') return value;
  if (!isObject(value)) return null;
  const regions = Object.entries(value).flatMap(([region, inner]) => {
    const known = toValue(inner);
    return known === null ? [] : [[region, known] as const];
  });
  return Object.fromEntries(regions);
}
