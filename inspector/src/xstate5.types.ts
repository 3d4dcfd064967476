import type { createInspector } from '@statelyai/inspect';

/**
 * XState 5 by way of a package that depends on it: in this folder the name `xstate` means version 4, which the classic
 * inspector brings along.
 */
export type Inspect = ReturnType<typeof createInspector>['inspect'];

export type InspectionEvent = Parameters<NonNullable<Inspect['next']>>[0];

/** Any actor of XState 5. */
export type ActorRef = InspectionEvent['actorRef'];
