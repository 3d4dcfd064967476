import type { InspectedActor } from '../actors.types.ts';
import type { ChartId } from '../wire.types.ts';
import { definitionOf } from './definition.ts';
import { type Shown, type State, stateOf } from './state.ts';

/** An actor of XState 5 in the clothes of a service of XState 4, as far as `inspect()` looks at one. */
export interface Service {
  readonly id: string;
  readonly sessionId: string;
  /** `inspect()` reads the definition for who is there, and the JSON of all for who comes later. */
  readonly machine: { readonly definition: object; readonly context: object; toJSON(): object };
  readonly initialState: State;
  readonly state: State;
  /** Tells an event that the actor has been sent: `inspect()` replaces this by a function that does. */
  send(event: Shown): void;
  subscribe(observer: (state: State) => void): { unsubscribe(): void };
  onStop(listener: () => void): unknown;
  /** The actor is in another state. */
  moved(state: State): void;
  /** The actor is gone. */
  stopped(): void;
}

/** The state of all that are gone. */
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
      // `inspect()` keeps its services for as long as it runs, so this one keeps as little as can be.
      context = {};
      states = null;
    },
  };
}
