import type { Told } from './presence.events.ts';
import type { PresenceDiff, PresenceEntry, PresenceMeta, PresenceState } from './presence.types.ts';

/** Entries by their keys. */
export type Entries = Record<string, PresenceEntry>;

/** A copy of entries. It has no prototype, so any string is a key. */
export function copyOf(entries: PresenceState = {}): Entries {
  const copy = Object.create(null);
  // Three times as fast as `Object.assign`.
  for (const key of Object.keys(entries)) copy[key] = entries[key];
  return copy;
}

/**
 * Applies a diff to some entries. A state is applied as a diff whose `leaves` are the entries themselves: only what the state
 * holds stays.
 *
 * Joins come first, so a key whose only meta is updated is never empty. A meta that is there already does not join, and one
 * that is not there does not leave. This is not rare: your own diff usually comes before a state that holds it already.
 *
 * @param told - Takes what there is to tell.
 * @throws If it is no diff. What came before the fault is applied, and told.
 */
export function edit(entries: Entries, { joins, leaves }: PresenceDiff, told: Told[]): void {
  for (const [key, entry] of Object.entries(joins)) {
    const before = entries[key];
    const known = before?.metas ?? [];
    const metas = pick(entry.metas, known, false);
    if (!metas[0]) continue;
    entries[key] = { ...entry, metas: [...known, ...metas] };
    told.push(['onJoin', key, before, { ...entry, metas }]);
    for (const meta of metas)
      for (const previous of known)
        if (previous.phx_ref === meta.phx_ref_prev) told.push(['onUpdate', key, previous, meta]);
  }
  const isState = leaves === entries;
  for (const key of Object.keys(leaves)) {
    const before = entries[key];
    const known = before?.metas ?? [];
    const others = (isState ? joins : leaves)[key]?.metas ?? [];
    const metas = pick(known, others, !isState);
    if (!metas[0]) continue;
    const after = { ...before, metas: pick(known, others, isState) };
    if (after.metas[0]) entries[key] = after;
    else delete entries[key];
    told.push(['onLeave', key, after, { ...before, metas }]);
  }
}

/** The metas whose refs are among the others, or those whose refs are not. */
function pick(metas: readonly PresenceMeta[], others: readonly PresenceMeta[], areAmong: boolean) {
  return metas.filter((meta) => others.some((other) => other.phx_ref === meta.phx_ref) === areAmong);
}
