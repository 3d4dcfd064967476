import { copyOf, type Entries, edit } from './edit.ts';
import type { Told } from './presence.events.ts';
import type { PresenceChange, PresenceDiff, PresenceState } from './presence.types.ts';

/**
 * Applies a `presence_diff` to a state. It changes nothing of what you give it.
 *
 * @param state - The present state.
 * @param diff - The payload of the message.
 */
export function syncDiff<Meta>(state: PresenceState<Meta>, diff: PresenceDiff<Meta>): PresenceChange<Meta>;
export function syncDiff(state: PresenceState, diff: PresenceDiff): PresenceChange {
  return sync(state, () => diff);
}

/**
 * Applies a `presence_state` to a state. It changes nothing of what you give it.
 *
 * @param state - The present state; `{}` for none.
 * @param next - The payload of the message.
 */
export function syncState<Meta>(state: PresenceState<Meta>, next: PresenceState<Meta>): PresenceChange<Meta>;
export function syncState(state: PresenceState, next: PresenceState): PresenceChange {
  return sync(state, (leaves) => ({ joins: next, leaves }));
}

function sync(before: PresenceState, diffOf: (entries: Entries) => PresenceDiff): PresenceChange {
  const entries = copyOf(before);
  const told: Told[] = [];
  edit(entries, diffOf(entries), told);
  const joins = copyOf();
  const leaves = copyOf();
  for (const [type, key, , entry] of told)
    if (type === 'onJoin') joins[key] = entry;
    else if (type === 'onLeave') leaves[key] = entry;
  return { state: told[0] ? entries : before, joins, leaves };
}
