import type { ClientInput, TransportFactory } from 'xstate-phoenix';
import type { TestClock } from 'xstate-phoenix/testing';
import type { Stage } from './stage.ts';

/** The delays of a client, in ms. */
export interface Waits {
  /** Before the first retry, the second, and so on; the last one repeats. */
  readonly reconnectAfterMs: readonly number[];
  readonly rejoinAfterMs: readonly number[];
  readonly afterNormalCloseMs: number;
  readonly connectTimeoutMs: number;
  readonly joinTimeoutMs: number;
  readonly leaveTimeoutMs: number;
  readonly pushTimeoutMs: number;
}

/** Where paths are walked. What is the same in virtual time and on a port is not in here. */
export interface Driver {
  readonly url: string;
  readonly transport: TransportFactory;
  /** The clock of the clients; undefined is the real one. */
  readonly clock: TestClock | undefined;
  readonly waits: Waits;
  /** What gives a client those delays. */
  readonly input: Partial<ClientInput>;

  /** Lets in the attempt that waits, and no other; the same goes for the other three. */
  accept(): void;
  refuse(httpStatus: number): void;
  unplug(): void;
  /** Cuts the connection: 1006. */
  drop(): void;
  close(code: number): void;
  /** Connections the server has. */
  readonly connections: number;

  /**
   * Lets a delay run off. Where time is virtual, nothing of what `seen` tells may change a millisecond before.
   */
  lasts(ms: number, seen: () => unknown): Promise<void>;
  /** Lets a time of the client's clock come. */
  comes(atMs: number | null): Promise<void>;
  /** Holds a look as soon as the dust has settled; on a port, until it holds. */
  eventually<T>(look: () => T): Promise<T>;
  /** Whether a retry at `retryAt` is `ms` away; on a port it may be nearer. */
  expectRetry(retryAt: number | null, ms: number): void;
  end(): Promise<void>;
}

/** Makes the place of one path. */
export type Drive = (stage: Stage) => Promise<Driver>;
