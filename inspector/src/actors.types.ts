import type { ActorRow, End, Entry } from './wire.types.ts';

/** An actor as it is now. Its state is redacted. */
export type InspectedActor = ActorRow;

/** An event, redacted. */
export interface InspectedEvent {
  readonly type: string;
  readonly detail: Readonly<Record<string, unknown>>;
  readonly from: End;
}

/** Everything that happened in one beat (100 ms). */
export interface Beat {
  /** Milliseconds since the start. */
  readonly at: number;
  readonly entries: readonly Entry[];
  readonly counts: readonly (readonly [n: number, events: number])[];
}

/** A listener to actors. What it throws is ignored. */
export interface Listener {
  /** Called for a new actor. It has no state yet. */
  appeared?(actor: InspectedActor): void;
  /** Called for each event that an actor takes. None is left out. */
  took?(actor: InspectedActor, event: InspectedEvent): void;
  /** Called for each change of an actor's state. `by` is the type of the event that caused it. */
  moved?(actor: InspectedActor, by: string): void;
  /** Called last, after the `moved` in which the actor is done, stopped or failed. */
  vanished?(actor: InspectedActor): void;
  /** Called at most every 100 ms, and only if something has happened. */
  beat?(beat: Beat): void;
}
