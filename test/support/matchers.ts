import { expect } from 'vitest';
import { matchesState, type StateValue } from 'xstate';

interface HasState {
  getSnapshot(): { readonly status: string; readonly value?: unknown };
}

interface StateMatchers<R> {
  /** Whether an actor runs and is in a state, named as deep as it matters. */
  toBeIn(state: StateValue): R;
}

declare module 'vitest' {
  // biome-ignore lint/suspicious/noExplicitAny: an interface can only be extended under its own parameters.
  interface Assertion<T = any> extends StateMatchers<void> {}
}

expect.extend({
  toBeIn(actor: HasState, state: StateValue) {
    const { status, value } = actor.getSnapshot();
    const found = status === 'active' ? (value as StateValue) : status;
    return {
      pass: status === 'active' && matchesState(state, found),
      message: () => `The actor is in ${JSON.stringify(found)}, and not in ${JSON.stringify(state)}.`,
      actual: found,
      expected: state,
    };
  },
});
