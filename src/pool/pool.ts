import { type Actor, type ActorOptions, createActor } from 'xstate';
import { connectionOf } from '../client.ts';
import type { ClientRef } from '../machines/client/client.ref.ts';
import type { PoolInput } from './options.ts';
import { type PoolMachine, poolMachine, seatingOf } from './pool.machine.ts';

/** The options of the actor of a pool: its `clock`, an `inspect`, a `snapshot` and so on. */
export type PoolOptions = Omit<ActorOptions<PoolMachine>, 'input'>;

/**
 * Makes a pool: a client that has several connections. Start it as a client, and give it to `join`, `connect` and all other
 * functions that take one. It is the same as `interpret(poolMachine, { input })`.
 *
 * If the input is bad, the actor has the status `error` from the start, with a `ConfigurationError`.
 */
export function createPool(input: PoolInput, options?: PoolOptions): Actor<PoolMachine> {
  return createActor(poolMachine, { ...options, input });
}

/** A connection of a pool, at this moment. */
export interface PoolConnection {
  /** Its client, for `stats`, `onFrame` and the like. Let the pool open and close it. */
  readonly client: ClientRef;
  readonly isOpen: boolean;
  /** How many topics it has. */
  readonly topics: number;
  /** How many topics it takes: `maxTopics`, or less if its server has refused more. */
  readonly limit: number;
}

/** What {@link occupancy} returns. */
export interface Occupancy {
  readonly connections: readonly PoolConnection[];
  /** How many topics wait for a connection. */
  readonly waiting: number;
}

/**
 * Which connections a pool has, and how full they are. A pool that is not connected has none, or the one that it dials.
 *
 * @throws `ConfigurationError` when the input of the pool can not be used.
 */
export function occupancy(pool: ClientRef): Occupancy {
  const { crew, waiting } = seatingOf(connectionOf(pool));
  const connections = [...crew].map(({ client, isOpen, size, limit }) => ({ client, isOpen, topics: size, limit }));
  return { connections, waiting };
}
