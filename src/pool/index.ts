/**
 * A pool: a client with several connections, for more topics than one connection takes.
 *
 * @module xstate-phoenix/pool
 */

export { type PoolInput, type PoolLimits, poolDefaults } from './options.ts';
export { type PoolMachine, poolMachine } from './pool.machine.ts';
export { createPool, type Occupancy, occupancy, type PoolConnection, type PoolOptions } from './pool.ts';
export type { PoolSize } from './size.events.ts';
