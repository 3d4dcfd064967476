/**
 * Long polling, for networks without WebSockets, and a transport that chooses among several.
 *
 * @module xstate-phoenix/longpoll
 */
export { type FallbackOptions, type FallbackReason, fallback } from './fallback.ts';
export type { FallbackMemory } from './memory.ts';
