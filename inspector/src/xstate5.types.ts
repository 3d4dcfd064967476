import type { createInspector } from '@statelyai/inspect';

/**
 * Types of XState 5, taken from a package that depends on it. In this folder the name `xstate` means version 4, because
 * the classic inspector needs that.
 */
export type Inspect = ReturnType<typeof createInspector>['inspect'];

export type InspectionEvent = Parameters<NonNullable<Inspect['next']>>[0];

/** Any actor of XState 5. */
export type ActorRef = InspectionEvent['actorRef'];
