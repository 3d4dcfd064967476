import { createActor, setup } from 'xstate';

export { createActor };

import { newContext, type PresenceContext } from './presence.context.ts';
import type { PresenceEvent } from './presence.events.ts';

/** All actors begin with it. Each goes on from one of its own. */
const first = newContext();

/**
 * The machine of a presence: it is `waiting` for the first state, `synced`, or `stale` since its topic was lost. Its context
 * shows who is present.
 */
export const presenceMachine = setup({
  types: {} as { context: PresenceContext; events: PresenceEvent },
}).createMachine({
  id: 'presence',
  context: first,
  initial: 'waiting',
  states: {
    waiting: {},
    synced: { on: { 'join.lost': 'stale' } },
    stale: {},
  },
  on: { 'state.received': '.synced', 'diff.received': {}, 'room.closed': '.waiting' },
});

/** The type of {@link presenceMachine}: an XState state machine. */
export type PresenceMachine = typeof presenceMachine;

presenceMachine.transition = withContext(presenceMachine.transition);

/** The parts of a snapshot that are needed. */
interface Known {
  readonly status: 'active' | 'done' | 'error' | 'stopped';
  readonly value: unknown;
  readonly context: PresenceContext;
}

/**
 * Adds to the chart who is present. The chart has no transition for a diff, so it is not run for one. An actor that is started
 * again after a stop goes on.
 */
function withContext<S extends Known, Scope>(
  chart: (snapshot: S, event: PresenceEvent, scope: Scope) => S,
): typeof chart {
  return (snapshot, event, scope) => ({
    ...(event.type === 'diff.received' ? snapshot : chart(snapshot, event, scope)),
    context: (snapshot.context === first ? newContext() : snapshot.context).after(event, snapshot.value),
    status: event.type === 'xstate.stop' ? 'stopped' : 'active',
  });
}
