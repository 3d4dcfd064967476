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

export function serviceOf(actor: InspectedActor, chart: ChartId): Service {
  const { sessionId, name: id } = actor;
  const initialState = stateOf(actor, { type: 'xstate.init' });
  const definition = definitionOf(chart);
  const observers = new Set<(state: State) => void>();
  const ends = new Set<() => void>();
  let state = initialState;
  return {
    id,
    sessionId,
    machine: { definition, context: initialState.context, toJSON: () => definition },
    initialState,
    get state() {
      return state;
    },
    send() {},
    subscribe(observer) {
      observers.add(observer);
      return { unsubscribe: () => void observers.delete(observer) };
    },
    onStop: (listener) => ends.add(listener),
    moved(next) {
      state = next;
      for (const observer of observers) observer(next);
    },
    stopped() {
      for (const end of ends) end();
      observers.clear();
      ends.clear();
    },
  };
}
