import type { Hidden } from '../hidden.ts';
import { guarded, shielded, type UserCodeOwner } from '../user.code.ts';

/** The user data of a client that `defineClient` made. */
export type Assigned = Readonly<Record<string, unknown>>;

/** Merges the result of an `update` into the user data. If `change` throws, this is reported, and the data stay the same. */
export function changeAssigns(
  owner: UserCodeOwner,
  assigns: Hidden<Assigned>,
  change: (assigns: Assigned) => object,
): Hidden<Assigned> {
  const given = guarded(owner, () => change(assigns()), null, 'update');
  const changed = shielded(owner, () => ({ ...assigns(), ...given }), null, 'update');
  return changed === undefined ? assigns : () => changed;
}
