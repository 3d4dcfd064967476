/**
 * Matchers for Vitest.
 *
 * @module xstate-phoenix/testing/vitest
 */

import type { ExpectStatic } from 'vitest';
import { matchesState, type StateValue } from 'xstate';
import type { Payload } from '../listen.ts';
import type { Act } from './acts.types.ts';
import type { Wanted } from './expectations.ts';
import type { TestServer } from './kit.types.ts';
import type { Matcher, NameMatcher } from './match.ts';
import { wantedJoin, wantedLeave, wantedPush } from './wanted.ts';

/** The matchers that {@link phoenixMatchers} adds to `expect`. */
export interface PhoenixMatchers<R = unknown> {
  /** Whether an actor runs and is in this state. A parent state fits all states in it. */
  toBeIn(state: StateValue): R;
  /** Whether a client has tried to join the topic. Takes no act, moves no time. */
  toHaveSeenJoin<P = Payload>(topic: NameMatcher, params?: Matcher<P>): R;
  /** Whether a client has pushed the event. Takes no act, moves no time. */
  toHaveSeenPush<P = Payload>(topic: NameMatcher, event: NameMatcher, payload?: Matcher<P>): R;
  /** Whether a client has left the topic. Takes no act, moves no time. */
  toHaveSeenLeave(topic: NameMatcher): R;
  /** Whether a test server has this many open connections. */
  toHaveConnections(count: number): R;
}

declare module 'vitest' {
  // biome-ignore lint/suspicious/noExplicitAny: an interface can only be extended under its own parameters.
  interface Assertion<T = any> extends PhoenixMatchers<void> {}
}

interface HasState {
  getSnapshot(): { readonly status: string; readonly value?: unknown };
}

interface Verdict {
  pass: boolean;
  message: () => string;
  actual?: unknown;
  expected?: unknown;
}

/** Matchers for Vitest: call `expect.extend(phoenixMatchers)`. The import also adds their types. */
export const phoenixMatchers: Parameters<ExpectStatic['extend']>[0] = {
  toBeIn(actor: HasState, state: StateValue): Verdict {
    const { status, value } = actor.getSnapshot();
    const found = status === 'active' ? (value as StateValue) : status;
    const pass = status === 'active' && matchesState(state, found);
    return {
      pass,
      message: () => `The actor is in ${JSON.stringify(found)}, and ${pass ? '' : 'not '}in ${JSON.stringify(state)}.`,
      actual: found,
      expected: state,
    };
  },
  toHaveSeenJoin: (server: TestServer, topic: NameMatcher, params?: Matcher<Payload>): Verdict =>
    seen(server, wantedJoin(topic, params)),
  toHaveSeenPush: (server: TestServer, topic: NameMatcher, event: NameMatcher, payload?: Matcher<Payload>): Verdict =>
    seen(server, wantedPush(topic, event, payload)),
  toHaveSeenLeave: (server: TestServer, topic: NameMatcher): Verdict => seen(server, wantedLeave(topic)),
  toHaveConnections({ connections, report }: TestServer, count: number): Verdict {
    return {
      pass: connections === count,
      message: () => `The server has ${connections} open connections.\n\n${report()}`,
      actual: connections,
      expected: count,
    };
  },
};

function seen({ acts, report }: TestServer, { words, fits }: Wanted<Act>): Verdict {
  const pass = acts.some(fits);
  return {
    pass,
    message: () => `Expected the client ${pass ? 'not ' : ''}to ${words}; it did${pass ? '' : ' not'}.\n\n${report()}`,
  };
}
