import type { EventObject } from 'xstate';
import { evaluateGuard } from 'xstate/guards';
import { unusable } from '../../problem.ts';
import { isStop } from '../stop.ts';
import { type ActionScope, act, type Raised } from './actions.ts';
import { type ChannelInput, newChannel } from './channel.context.ts';
import type { ChannelEvent } from './channel.events.ts';
import type { Chart, Node, Snapshot } from './chart.types.ts';
import { toOutput } from './leave.ts';
import { type Plan, Plans } from './plans.ts';

/**
 * Lets the chart of a channel take its steps by {@link Plans}, in half of the time. They are XState's own steps: the same
 * snapshots, the same actions in the same order, and the same events for inspectors.
 */
export function withSteps(chart: Chart): Chart {
  const plans = new Plans(chart);
  chart.getInitialSnapshot = (scope, input) => begin(plans, input, scope);
  chart.transition = (snapshot, event, scope) =>
    isStop(event) ? stop(snapshot, event, scope) : take(plans, snapshot, event, scope);
  return chart;
}

/** The first snapshot. */
function begin(plans: Plans, input: ChannelInput | undefined, scope: ActionScope): Snapshot {
  if (input === undefined) throw unusable('input', 'channel_input');
  const snapshot = plans.first(newChannel(input, scope.self));
  try {
    return settle(plans, snapshot, { type: 'xstate.init' }, scope, { internalQueue: [] });
  } catch (error) {
    return { ...snapshot, status: 'error', output: undefined, error };
  }
}

/** The snapshot after an event. */
function take(plans: Plans, snapshot: Snapshot, event: ChannelEvent, scope: ActionScope): Snapshot {
  const raised: Raised = { internalQueue: [] };
  const plan = select(plans.plansFor(event.type, snapshot), snapshot, event);
  return settle(plans, microstep(plan, snapshot, event, scope, raised), event, scope, raised);
}

function stop(snapshot: Snapshot, event: EventObject, scope: ActionScope): Snapshot {
  const stopped: Snapshot = { ...snapshot, status: 'stopped', output: undefined, error: undefined };
  inspect(undefined, stopped, event, scope);
  return stopped;
}

/** Takes eventless transitions, and those of raised events, as long as there are any. */
function settle(plans: Plans, given: Snapshot, cause: EventObject, scope: ActionScope, raised: Raised): Snapshot {
  let snapshot = given;
  let event = cause;
  while (snapshot.status === 'active') {
    let plan = select(plans.plansFor(null, snapshot), snapshot, event);
    if (plan === undefined) {
      const next = raised.internalQueue.shift();
      if (next === undefined) return snapshot;
      event = next;
      plan = select(plans.plansFor(event.type, snapshot), snapshot, event);
    }
    snapshot = microstep(plan, snapshot, event, scope, raised);
  }
  return snapshot;
}

/** The first plan whose guard lets it pass. */
function select(plans: readonly Plan[], snapshot: Snapshot, event: EventObject): Plan | undefined {
  return plans.find(({ transition: { guard } }) => !guard || evaluateGuard(guard, snapshot.context, event, snapshot));
}

/** Does what was planned, if anything was. */
function microstep(
  plan: Plan | undefined,
  snapshot: Snapshot,
  event: EventObject,
  scope: ActionScope,
  raised: Raised,
): Snapshot {
  let next = snapshot;
  if (plan) {
    next = act(plan.actions, snapshot, event, scope, raised);
    if (plan.end) next = ended(next, event, plan.end, scope);
    if (plan.shown) next = { ...next, ...plan.shown };
  }
  inspect(plan, next, event, scope);
  return next;
}

/** The chart has ended in a final state. */
function ended(snapshot: Snapshot, event: EventObject, { id, output }: Node, { self }: ActionScope): Snapshot {
  const said: unknown = typeof output === 'function' ? output({ context: snapshot.context, event, self }) : output;
  const done = { type: `xstate.done.state.${id}`, output: said };
  return { ...snapshot, status: 'done', output: toOutput({ event: done }), error: undefined };
}

/** Shows a step to inspectors. */
function inspect(plan: Plan | undefined, snapshot: Snapshot, event: EventObject, { self, system }: ActionScope): void {
  const transitions = plan ? [plan.transition] : [];
  const step = { type: '@xstate.microstep', actorRef: self, event, snapshot, _transitions: transitions };
  if (tellsInspectors(system)) system._sendInspectionEvent(step);
}

function tellsInspectors(system: object): system is { _sendInspectionEvent(event: object): void } {
  return '_sendInspectionEvent' in system;
}
