import type { ChannelRef, ClientRef } from 'xstate-phoenix';
import type { Random } from '../proof/random.ts';

/** Where a user acts: a client, and the topic that is handed to functions. */
export interface Scene {
  readonly client: ClientRef;
  readonly room: ChannelRef;
}

/** What a user does: what it is for people, and the errors that its documentation names. */
export interface Act {
  readonly words: string;
  readonly given: readonly unknown[];
  /** The errors it may throw, or reject with. */
  readonly errors: readonly string[];
  /** What comes back is awaited where it is a promise. */
  do(scene: Scene): unknown;
}

/** Draws an act. */
export type MakeAct = (random: Random) => Act;
