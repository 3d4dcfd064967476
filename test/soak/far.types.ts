import type { Door, Way } from '../faults/proxy.ts';

/** How joins are answered: at once, with an error, after up to `slowMs` one behind the other, or after `heldMs` each. */
export type JoinManner =
  | { readonly kind: 'prompt' | 'refused' }
  | { readonly kind: 'slow'; readonly slowMs: number }
  | { readonly kind: 'held'; readonly heldMs: number };

/** What the far side can be told to do. */
export type Order =
  | { readonly do: 'cut'; readonly by: 'rst' | 'fin' }
  | { readonly do: 'half-close'; readonly way: Way }
  | { readonly do: 'hold'; readonly ways: Way | 'both' }
  | { readonly do: 'delay'; readonly ms: number }
  | { readonly do: 'throttle'; readonly bytesPerSecond: number }
  /** Makes one byte of those that go to the client 0xff; obeyed when it is done. */
  | { readonly do: 'corrupt' }
  | { readonly do: 'receive'; readonly door: Door }
  /** Joins are prompt again and the network is whole again. */
  | { readonly do: 'heal' }
  | { readonly do: 'join'; readonly manner: JoinManner }
  /** Lets a share of the joined channels crash. */
  | { readonly do: 'crash'; readonly share: number }
  /** Stops the server as a deploy does (1012), and starts another one on its port. */
  | { readonly do: 'restart' }
  | { readonly do: 'report' };

/** What the far side knows about itself. */
export interface Report {
  readonly connections: number;
  readonly channels: number;
  /** Topics that were joined while their channel on the same connection was alive. */
  readonly doubleJoins: number;
  /** Messages sent since the process started. */
  readonly sent: number;
  /** Milliseconds of processor time since the process started. */
  readonly cpuMs: number;
}

/** What the far side says: where it listens, and then an answer to each order. */
export type Said = { readonly port: number } | { readonly done: number; readonly report: Report };

/** An order on its way. */
export type Numbered = { readonly number: number; readonly order: Order };

/** The answer to a join. */
export interface Welcome {
  /** Names the connection among those of all servers of a run. */
  readonly life: string;
  /** Broadcasts of the topic so far. */
  readonly shared: number;
}

/** A message: the `own` one of a join, or a broadcast, each counted from 1. */
export type Tick = { readonly life: string; readonly join: string; readonly own: number } | { readonly shared: number };

/** The reply to a push: what its join has been sent by then. */
export interface Receipt {
  readonly life: string;
  readonly own: number;
  readonly shared: number;
}
