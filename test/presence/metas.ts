import type { PresenceEntry, PresenceState } from 'xstate-phoenix/presence';

/** A meta with a ref; after an update with that of the meta before it. */
export function meta(phx_ref: string, previous?: string, more: object = {}) {
  return { ...more, phx_ref, ...(previous !== undefined && { phx_ref_prev: previous }) };
}

/** Entries by their keys, each with the metas of these refs. Any string is a key. */
export function entries(refs: Readonly<Record<string, readonly string[]>>): PresenceState {
  return Object.fromEntries(
    Object.entries(refs).map(([key, list]) => [key, { metas: list.map((ref) => meta(ref)) }] as const),
  );
}

/** The refs of each key. */
export function refsOf(state: Readonly<Record<string, PresenceEntry>>): Record<string, readonly string[]> {
  return Object.fromEntries(
    Object.entries(state).map(([key, { metas }]) => [key, metas.map(({ phx_ref }) => phx_ref)]),
  );
}
