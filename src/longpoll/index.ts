/**
 * Long polling, for networks without WebSockets, and a transport that chooses among several.
 *
 * @module xstate-phoenix/longpoll
 */

export { type FallbackOptions, type FallbackReason, fallback } from './fallback.ts';
export { longPoll } from './longpoll.ts';
export type { FetchInit, FetchLike, FetchResponse, LongPollOptions } from './longpoll.types.ts';
export type { FallbackMemory } from './memory.ts';
