import { isRecord } from '../../values.ts';
import { guarded } from '../user.code.ts';
import { topicOf } from './callbacks.ts';
import type { ClientContext } from './client.ref.ts';

/** Reports what provided callbacks throw. Any other action that throws ends its actor. */
export function guardCallbacks<Implementations extends object>(implementations: Implementations): Implementations {
  const actions: unknown = 'actions' in implementations ? implementations.actions : undefined;
  if (!isRecord(actions)) return implementations;
  const safe = Object.entries(actions).flatMap(([name, action]) =>
    name.startsWith('on') && isPlain(action) ? [[name, guard(name, action)]] : [],
  );
  return { ...implementations, actions: { ...actions, ...Object.fromEntries(safe) } };
}

function guard(name: string, action: PlainAction) {
  return (args: { readonly context: ClientContext }, params: unknown) => {
    guarded(args.context.connection, () => action(args, params), topicOf(params), name);
  };
}

type PlainAction = (args: unknown, params: unknown) => unknown;

/** Whether an action is a function of the user. Actions that XState made, for instance by `assign`, have a `resolve`. */
export function isPlain(action: unknown): action is PlainAction {
  return typeof action === 'function' && !('resolve' in action);
}
