import type { ActorRow, End, Entry } from './wire.types.ts';

/** An actor, as it is now: its number, its chart, and what may be shown of its state. */
export type InspectedActor = ActorRow;

/** An event, as far as it may be shown. */
export interface InspectedEvent {
  readonly type: string;
  readonly detail: Readonly<Record<string, unknown>>;
  readonly from: End;
}

/** What has happened in one beat, ready to be sent. */
export interface Beat {
  /** Ms since the start. */
  readonly at: number;
  readonly entries: readonly Entry[];
  readonly counts: readonly (readonly [n: number, events: number])[];
}

/** Who follows the actors. What a listener throws is dropped. */
export interface Listener {
  /** There is a new actor. It has no state yet. */
  appeared?(actor: InspectedActor): void;
  /** It has taken an event: each of them, none left out. */
  took?(actor: InspectedActor, event: InspectedEvent): void;
  /** Its state has changed: each time, nothing coalesced. `by` is the type of the event that did it. */
  moved?(actor: InspectedActor, by: string): void;
  /** It is done, stopped or broken, as the `moved` before has told; nothing follows. */
  vanished?(actor: InspectedActor): void;
  /** At most every 100 ms, if there was anything. */
  beat?(beat: Beat): void;
}
