import type { Wire } from './wire.ts';

/** A client as the yardstick drives it, each by the calls that its users write. */
export interface BenchClient {
  /** Joins topics at once, each with a listener of `new_msg`. Returns when all are joined. */
  join(topics: readonly string[], onMessage: () => void): Promise<void>;
  /** Pushes an event to a topic that is joined, and calls back with the answer. */
  push(topic: string, payload: object, onReply: () => void): void;
  /** Leaves topics at once. Returns when all are left. */
  leave(topics: readonly string[]): Promise<void>;
  /** Disconnects, with topics that are joined, and ends what there is. */
  stop(): Promise<void>;
}

/** Connects a client. */
export type Connect = (wire: Wire) => Promise<BenchClient>;
