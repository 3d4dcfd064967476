import type { EventObject } from 'xstate';
import { evaluateGuard } from 'xstate/guards';
import type { ActionScope } from '../channel/actions.ts';
import { isAssigning } from './callbacks.assigning.ts';
import { isPlain } from './callbacks.guard.ts';
import type { CallbackName } from './callbacks.ts';
import type { clientChart } from './client.machine.ts';

type Machine = typeof clientChart;
type Step = Machine['transition'];
type Snapshot = ReturnType<Step>;

/** The callbacks that are called as often as messages come, by their events. */
const busy = new Map<string, CallbackName>([
  ['topic.received', 'onMessage'],
  ['topic.replied', 'onReply'],
]);

/**
 * Puts a fast lane for messages and replies in front of the chart of a client.
 *
 * Such an event does no more than call its callback, in every state. The chart would ask all of its regions for a transition,
 * and list its states anew, which takes five times as long. The lane calls the callback as the chart does, and inspectors see
 * the event and the action. Actions that XState has to resolve, such as those of `enqueueActions`, go by way of the chart.
 */
export function withCallbackLane(machine: Machine): Machine {
  const step: Step = machine.transition.bind(machine);
  machine.transition = (snapshot, event, scope) => {
    const next = ride(machine, snapshot, event, scope);
    if (next === undefined) return step(snapshot, event, scope);
    // Where a state has eventless transitions, this event has none, so the chart takes those alone.
    return goesOn(next, event) ? step(next, { type: 'transport.prepared' }, scope) : next;
  };
  return machine;
}

/** Calls the callback of an event. Returns undefined if only the chart can. */
function ride(
  { implementations }: Machine,
  snapshot: Snapshot,
  event: EventObject,
  { self, system, actionExecutor }: ActionScope,
): Snapshot | undefined {
  const type = busy.get(event.type);
  const action: unknown = type && implementations.actions[type];
  const { context } = snapshot;
  if (isAssigning(action)) {
    const assigned = action.update(context, event);
    return Object.assign({}, snapshot, { context: Object.assign({}, context, assigned) });
  }
  if (type === undefined || !isPlain(action)) return undefined;
  actionExecutor({ type, info: { context, event, self, system }, params: event, exec: action });
  return snapshot;
}

/** Whether an eventless transition may be taken. */
function goesOn(snapshot: Snapshot, event: EventObject): boolean {
  return snapshot._nodes.some(({ always = [] }) =>
    always.some(({ guard }) => !guard || evaluateGuard(guard, snapshot.context, event, snapshot)),
  );
}
