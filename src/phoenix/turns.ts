import { JoinTurns } from '../machines/channel/join.turns.ts';
import type { Time } from '../machines/time.ts';

/** What the turn of a channel depends on. */
export interface TurnOwner {
  /** Milliseconds that the present join has to be answered. */
  joinTimeoutMs(): number;
  /** Whether a join may be written: the program has asked for one, or the topic is joined, and is to be joined anew. */
  mayJoin(): boolean;
  /** The milliseconds before a retry have passed. */
  rejoinDue(): void;
}

/** The turn of a single channel. It has it when the program asks for it, and its time runs from then on. */
export class Turns extends JoinTurns {
  readonly #owner: TurnOwner;

  constructor(owner: TurnOwner, time: Time) {
    super({ time, max: Number.POSITIVE_INFINITY, admit() {} });
    this.#owner = owner;
  }

  override get hasRoom(): boolean {
    return this.#owner.mayJoin();
  }

  override wait(): void {
    this.#owner.rejoinDue();
  }

  /** The chart asks before it has begun, too. */
  override dueInMs(topic: string): number {
    return super.dueInMs(topic, this.#owner.joinTimeoutMs());
  }

  override begin(topic: string): void {
    super.begin(topic, this.#owner.joinTimeoutMs());
  }
}
