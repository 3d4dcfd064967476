import type { Hidden } from '../hidden.ts';
import { guarded, shielded, type UserCodeOwner } from '../user.code.ts';

/** User data, whatever they are. */
export type Assigned = Readonly<Record<string, unknown>>;

/** The user data with what a handler has changed behind an `await`; what it threw changes nothing. */
export function changeAssigns(
  owner: UserCodeOwner,
  assigns: Hidden<Assigned>,
  change: (assigns: Assigned) => object,
): Hidden<Assigned> {
  const given = guarded(owner, () => change(assigns()), null, 'update');
  const changed = shielded(owner, () => ({ ...assigns(), ...given }), null, 'update');
  return changed === undefined ? assigns : () => changed;
}
