import { assign } from 'xstate';
import type { ClientEvent } from './client.events.ts';
import type { ClientContext } from './client.ref.ts';

/** Returns what a callback changes in the context of its client. */
type Update<Fact> = (context: ClientContext, fact: Fact) => Partial<ClientContext>;

/** Makes an action of a callback that assigns, and needs nothing else of XState: its update can be called alone, too. */
export function assigning<Fact>(update: Update<Fact>) {
  const action = assign<ClientContext, ClientEvent, Fact, ClientEvent, never>(({ context }, fact) =>
    update(context, fact),
  );
  return Object.assign(action, { update });
}

/** Whether {@link assigning} made an action. */
export function isAssigning(action: unknown): action is { readonly update: Update<unknown> } {
  return typeof action === 'function' && 'update' in action && typeof action.update === 'function';
}
