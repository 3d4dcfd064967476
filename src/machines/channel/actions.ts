import type { ActionArgs, ActionExecutor, AnyActorRef, EventObject, MachineContext } from 'xstate';
import type { ChannelContext } from './channel.context.ts';
import type { ChannelEvent } from './channel.events.ts';
import type { Chart, NamedAction, Snapshot } from './chart.types.ts';

/** The parts of an actor that its actions need. */
export interface ActionScope {
  readonly self: AnyActorRef;
  readonly system: AnyActorRef['system'];
  readonly actionExecutor: ActionExecutor;
}

/** Where actions raise events. */
export interface Raised {
  readonly internalQueue: ChannelEvent[];
}

/** An action with its params and its implementation. */
export type PlannedAction =
  | { readonly kind: 'assign'; readonly run: Assigner; readonly params: unknown }
  | { readonly kind: 'builtin'; readonly run: Builtin; readonly params: unknown }
  | { readonly kind: 'custom'; readonly run: Custom | undefined; readonly params: unknown; readonly type: string };

type Implementations = Chart['implementations']['actions'];
type Args = ActionArgs<MachineContext, EventObject, EventObject>;
type Custom = (args: Args, params: unknown) => void;
/** Returns what is to be assigned. */
type Assigner = (args: Args, params: unknown) => Partial<ChannelContext>;

/** What `raise()`, `emit()` and the others make. */
interface Builtin {
  readonly type: string;
  resolve(
    scope: ActionScope,
    snapshot: Snapshot,
    args: Args,
    params: unknown,
    action: Builtin,
    extra: Raised,
  ): [Snapshot, unknown, readonly NamedAction[] | undefined];
  readonly execute?: (scope: ActionScope, params: unknown) => void;
}

/** Finds the implementation of an action: a function, a name, or a name with params. */
export function planAction(action: NamedAction, implementations: Implementations): PlannedAction {
  const { type, params } = typeof action === 'object' ? action : { type: nameOf(action), params: undefined };
  const run: unknown = typeof action === 'function' ? action : implementations[type];
  if (isAssign(run)) return { kind: 'assign', run: assigner(run.assignment), params };
  if (isBuiltin(run)) return { kind: 'builtin', run, params };
  return { kind: 'custom', run: isCustom(run) ? run : undefined, params, type };
}

function nameOf(action: Exclude<NamedAction, object> | Custom): string {
  return typeof action === 'string' ? action : action.name;
}

/** Executes the actions of a step, as XState does. Returns the snapshot with what they have assigned. */
export function act(
  actions: readonly PlannedAction[],
  given: Snapshot,
  event: EventObject,
  scope: ActionScope,
  raised: Raised,
): Snapshot {
  const { self, system } = scope;
  let snapshot = given;
  for (const action of actions) {
    const { context } = snapshot;
    const info = { context, event, self, system };
    const { params } = action;
    if (action.kind === 'assign') {
      snapshot = { ...snapshot, context: { ...context, ...action.run(info, params) } };
    } else if (action.kind === 'custom') {
      scope.actionExecutor({ type: action.type, info, params, exec: action.run });
    } else snapshot = resolve(action.run, params, snapshot, info, scope, raised);
  }
  return snapshot;
}

function resolve(
  action: Builtin,
  given: unknown,
  snapshot: Snapshot,
  info: Args,
  scope: ActionScope,
  raised: Raised,
): Snapshot {
  const { type, execute } = action;
  const [next, params, actions] = action.resolve(scope, snapshot, info, given, action, raised);
  if (execute) scope.actionExecutor({ type, info, params, exec: () => execute(scope, params) });
  if (actions === undefined) return next;
  const { implementations } = snapshot.machine;
  const planned = actions.map((each) => planAction(each, implementations.actions));
  return act(planned, next, info.event, scope, raised);
}

/** What `assign()` was given, as a function. An object is the same for all channels. */
function assigner(assignment: Assigner | Partial<ChannelContext>): Assigner {
  return typeof assignment === 'function' ? assignment : () => assignment;
}

function isCustom(run: unknown): run is Custom {
  return typeof run === 'function';
}

function isAssign(run: unknown): run is { readonly assignment: Assigner | Partial<ChannelContext> } {
  return isCustom(run) && 'assignment' in run;
}

function isBuiltin(run: unknown): run is Builtin {
  return isCustom(run) && 'resolve' in run;
}
