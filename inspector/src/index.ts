/**
 * The inspector for Node: a web page, served on your machine, that shows what your clients do.
 *
 * @module xstate-phoenix-inspector
 */

export { type Inspector, type InspectorOptions, startInspector } from './inspector.ts';
export type { Redaction } from './redact.ts';
export type { ActorRow, ChartId, End, Entry, RecordingHead, Value } from './wire.types.ts';
export type { Inspect } from './xstate5.types.ts';
