import type { ActionArgs, ActionExecutor, AnyActorRef, EventObject, MachineContext } from 'xstate';
import type { ChannelContext } from './channel.context.ts';
import type { ChannelEvent } from './channel.events.ts';
import type { NamedAction, PlannedAction, Snapshot } from './plans.ts';

/** The parts of an actor that its actions need. */
export interface ActionScope {
  readonly self: AnyActorRef;
  readonly system: AnyActorRef['system'];
  readonly actionExecutor: ActionExecutor;
}

type Args = ActionArgs<MachineContext, EventObject, EventObject>;
type Custom = (args: Args, params: unknown) => void;

/** What `assign()` makes. */
interface Assign {
  readonly assignment: object | ((args: Args, params: unknown) => Partial<ChannelContext>);
}

/** What `raise()`, `emit()` and the others make. */
interface Builtin {
  readonly type: string;
  resolve(
    scope: ActionScope,
    snapshot: Snapshot,
    args: Args,
    params: unknown,
    action: Builtin,
    extra: { readonly internalQueue: ChannelEvent[] },
  ): [Snapshot, unknown, readonly NamedAction[] | undefined];
  readonly execute?: (scope: ActionScope, params: unknown) => void;
}

/** Executes the actions of a step, as XState does. */
export class Actions {
  /** Events that the actions have raised, and that are not handled yet. */
  readonly raised: ChannelEvent[] = [];
  readonly #scope: ActionScope;
  readonly #planned: (action: NamedAction) => PlannedAction;

  constructor(scope: ActionScope, planned: (action: NamedAction) => PlannedAction) {
    this.#scope = scope;
    this.#planned = planned;
  }

  /** Returns the snapshot with what the actions have assigned. */
  run(actions: readonly PlannedAction[], snapshot: Snapshot, event: EventObject): Snapshot {
    const { self, system, actionExecutor } = this.#scope;
    let at = snapshot;
    for (const { type, run, params } of actions) {
      const { context } = at;
      const info = { context, event, self, system };
      if (isAssign(run)) at = { ...at, context: { ...context, ...assigned(run, info, params) } };
      else if (isBuiltin(run)) at = this.#resolve(run, at, info, params);
      else if (isCustom(run)) actionExecutor({ type, info, params, exec: run });
    }
    return at;
  }

  #resolve(action: Builtin, snapshot: Snapshot, info: Args, given: unknown): Snapshot {
    const scope = this.#scope;
    const { type, execute } = action;
    const [next, params, actions] = action.resolve(scope, snapshot, info, given, action, {
      internalQueue: this.raised,
    });
    if (execute) scope.actionExecutor({ type, info, params, exec: () => execute(scope, params) });
    return actions ? this.run(actions.map(this.#planned), next, info.event) : next;
  }
}

function isCustom(run: unknown): run is Custom {
  return typeof run === 'function';
}

function isAssign(run: unknown): run is Assign {
  return isCustom(run) && 'assignment' in run;
}

function isBuiltin(run: unknown): run is Builtin {
  return isCustom(run) && 'resolve' in run;
}

function assigned({ assignment }: Assign, args: Args, params: unknown): Partial<ChannelContext> {
  if (typeof assignment === 'function') return assignment(args, params);
  const values = Object.entries(assignment);
  return Object.fromEntries(values.map(([key, value]) => [key, isCustom(value) ? value(args, params) : value]));
}
