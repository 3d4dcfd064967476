/**
 * The serializers alone.
 *
 * @module xstate-phoenix/serializers
 */

export type { JsonOptions } from './protocol/json.ts';
export type { Serializer } from './protocol/serializer.ts';
export { v1 } from './protocol/v1.ts';
export { v2 } from './protocol/v2.ts';
