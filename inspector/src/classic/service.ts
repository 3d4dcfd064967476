import type { InspectedActor } from '../actors.types.ts';
import type { ChartId } from '../wire.types.ts';
import { definitionOf } from './definition.ts';
import { type Shown, type State, stateOf } from './state.ts';

/** An actor of XState 5 as a service of XState 4: the part that `inspect()` uses. */
export interface Service {
  readonly id: string;
  readonly sessionId: string;
  /** `inspect()` sends the definition to present receivers, and the JSON of all services to later ones. */
  readonly machine: { readonly definition: object; readonly context: object; toJSON(): object };
  readonly initialState: State;
  readonly state: State;
  /** Reports an event of the actor. `inspect()` replaces this function by one that does. */
  send(event: Shown): void;
  subscribe(observer: (state: State) => void): { unsubscribe(): void };
  onStop(listener: () => void): unknown;
  /** Called when the actor's state has changed. */
  moved(state: State): void;
  /** Called when the actor has ended. */
  stopped(): void;
}

/** The state of every ended actor. */
const gone = stateOf({ sessionId: '', value: null, context: {}, status: 'stopped', tags: [] }, { type: 'xstate.stop' });

export function serviceOf(actor: InspectedActor, chart: ChartId): Service {
  const { sessionId, name: id } = actor;
  const first = stateOf(actor, { type: 'xstate.init' });
  let context: object = first.context;
  let states: { readonly first: State; readonly now: State } | null = { first, now: first };
  const definition = definitionOf(chart);
  const observers = new Set<(state: State) => void>();
  const ends = new Set<() => void>();
  return {
    id,
    sessionId,
    machine: {
      definition,
      get context() {
        return context;
      },
      toJSON: () => definition,
    },
    get initialState() {
      return states?.first ?? gone;
    },
    get state() {
      return states?.now ?? gone;
    },
    send() {},
    subscribe(observer) {
      observers.add(observer);
      return { unsubscribe: () => void observers.delete(observer) };
    },
    onStop: (listener) => ends.add(listener),
    moved(next) {
      if (states) states = { first: states.first, now: next };
      for (const observer of observers) observer(next);
    },
    stopped() {
      for (const end of ends) end();
      observers.clear();
      ends.clear();
      // `inspect()` never forgets a service, so keep as little as possible in it.
      context = {};
      states = null;
    },
  };
}
