import type { EventObject } from 'xstate';
import { evaluateGuard } from 'xstate/guards';
import { isStop } from '../stop.ts';
import { type ActionScope, Actions } from './actions.ts';
import { type ChannelInput, newChannel } from './channel.context.ts';
import type { ChannelEvent } from './channel.events.ts';
import { toOutput } from './leave.ts';
import { type Chart, type Node, Plans, type Snapshot, type Transition } from './plans.ts';

/**
 * Lets the chart of a channel take its steps by {@link Plans}, in half of the time. They are XState's own steps: the same
 * snapshots, the same actions in the same order, and the same events for inspectors.
 */
export function withSteps(chart: Chart): Chart {
  const plans = new Plans(chart);
  chart.getInitialSnapshot = (scope, input) => new Macrostep(chart, plans, scope).begin(input);
  chart.transition = (snapshot, event, scope) => new Macrostep(chart, plans, scope).take(snapshot, event);
  return chart;
}

/** What the chart does at an event, until it is at rest. */
class Macrostep {
  readonly #chart: Chart;
  readonly #plans: Plans;
  readonly #scope: ActionScope;
  readonly #actions: Actions;

  constructor(chart: Chart, plans: Plans, scope: ActionScope) {
    this.#chart = chart;
    this.#plans = plans;
    this.#scope = scope;
    this.#actions = new Actions(scope, plans.planned);
  }

  /** The first snapshot. */
  begin(input: ChannelInput | undefined): Snapshot {
    if (input === undefined) throw new TypeError('A channel needs an input: its topic and its host.');
    const snapshot = this.#plans.first(newChannel(input, this.#scope.self));
    try {
      return this.#settle(snapshot, { type: 'xstate.init' });
    } catch (error) {
      return { ...snapshot, status: 'error', output: undefined, error };
    }
  }

  /** The snapshot after an event. */
  take(snapshot: Snapshot, event: ChannelEvent): Snapshot {
    return isStop(event)
      ? this.#inspected({ ...snapshot, status: 'stopped', output: undefined, error: undefined }, event, [])
      : this.#settle(this.#answer(snapshot, event), event);
  }

  /** Takes eventless transitions, and those of raised events, as long as there are any. */
  #settle(snapshot: Snapshot, event: EventObject): Snapshot {
    if (snapshot.status !== 'active') return snapshot;
    const eventless = this.#eventless(snapshot, event);
    if (eventless) return this.#settle(this.#microstep(snapshot, event, [eventless]), event);
    const raised = this.#actions.raised.shift();
    return raised ? this.#settle(this.#answer(snapshot, raised), raised) : snapshot;
  }

  #eventless(snapshot: Snapshot, event: EventObject): Transition | undefined {
    const { always } = this.#plans.placeOf(snapshot);
    return always.find(({ guard }) => guard === undefined || evaluateGuard(guard, snapshot.context, event, snapshot));
  }

  #answer(snapshot: Snapshot, event: ChannelEvent): Snapshot {
    return this.#microstep(snapshot, event, this.#chart.getTransitionData(snapshot, event));
  }

  #microstep(snapshot: Snapshot, event: EventObject, transitions: readonly Transition[]): Snapshot {
    const [transition] = transitions;
    return this.#inspected(transition ? this.#follow(transition, snapshot, event) : snapshot, event, transitions);
  }

  #follow(transition: Transition, snapshot: Snapshot, event: EventObject): Snapshot {
    const { actions, place, end } = this.#plans.planOf(transition, snapshot);
    const acted = this.#actions.run(actions, snapshot, event);
    const next = end ? this.#ended(acted, event, end) : acted;
    return place ? { ...next, ...place.shown } : next;
  }

  /** The chart has ended in a final state. */
  #ended(snapshot: Snapshot, event: EventObject, { id, output }: Node): Snapshot {
    const { context } = snapshot;
    const { self } = this.#scope;
    const said: unknown = typeof output === 'function' ? output({ context, event, self }) : output;
    const done = { type: `xstate.done.state.${id}`, output: said };
    return { ...snapshot, status: 'done', output: toOutput({ event: done }), error: undefined };
  }

  #inspected(snapshot: Snapshot, event: EventObject, transitions: readonly Transition[]): Snapshot {
    const { self, system } = this.#scope;
    const step = { type: '@xstate.microstep', actorRef: self, event, snapshot, _transitions: transitions };
    if (tellsInspectors(system)) system._sendInspectionEvent(step);
    return snapshot;
  }
}

function tellsInspectors(system: object): system is { _sendInspectionEvent(event: object): void } {
  return '_sendInspectionEvent' in system;
}
