import { isRecord } from '../../values.ts';
import { guarded } from '../user.code.ts';
import { type CallbackName, callbackNames, topicOf } from './callbacks.ts';
import type { ClientContext } from './client.ref.ts';

/** Has the callbacks among provided actions report what they throw; any other action that throws ends its actor. */
export function guardCallbacks<Implementations extends object>(implementations: Implementations): Implementations {
  const actions: unknown = 'actions' in implementations ? implementations.actions : undefined;
  if (!isRecord(actions)) return implementations;
  const safe = callbackNames.flatMap((name) => {
    const action = actions[name];
    return isPlain(action) ? [[name, guard(name, action)]] : [];
  });
  return { ...implementations, actions: { ...actions, ...Object.fromEntries(safe) } };
}

function guard(name: CallbackName, action: PlainAction) {
  return (args: { readonly context: ClientContext }, params: unknown) => {
    guarded(args.context.connection, () => action(args, params), topicOf(params), name);
  };
}

type PlainAction = (args: unknown, params: unknown) => unknown;

/** Those that XState made, as `assign` does, carry what they resolve to, and are for XState to call. */
function isPlain(action: unknown): action is PlainAction {
  return typeof action === 'function' && !('resolve' in action);
}
