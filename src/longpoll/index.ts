/**
 * Long polling: a transport for networks without WebSockets.
 *
 * @module xstate-phoenix/longpoll
 */

export { longPoll } from './longpoll.ts';
export type { FetchInit, FetchLike, FetchResponse, LongPollOptions } from './longpoll.types.ts';
