/**
 * One message of the Phoenix Channels protocol: the V2 array itself (semantics 11).
 *
 * `joinRef` names the join it belongs to, null for heartbeats and broadcasts; `ref` pairs a push with its reply.
 */
export type Frame = readonly [
  joinRef: string | null,
  ref: string | null,
  topic: string,
  event: string,
  payload: unknown,
];

/** The topic of the connection itself. No channel can have it. */
export const PHOENIX_TOPIC = 'phoenix';

/** The events that are the protocol's own (semantics 150). */
export const PHX_EVENTS = ['phx_join', 'phx_leave', 'phx_reply', 'phx_close', 'phx_error'] as const;

const reserved: ReadonlySet<string> = new Set(PHX_EVENTS);

/** Whether an event is the protocol's own and may not be pushed. */
export function isReservedEvent(event: string): boolean {
  return reserved.has(event);
}

/** The payload of a `phx_reply`. */
export interface Reply {
  /** `ok`, `error`, or whatever status the channel chose (semantics 140). */
  readonly status: string;
  readonly response: unknown;
}

/** Whether a payload has the form of a {@link Reply}. */
export function isReply(payload: unknown): payload is Reply {
  return isRecord(payload) && typeof payload.status === 'string';
}

/** The `reason` of a response of Phoenix's own form. */
export function reasonOf(response: unknown): unknown {
  return isRecord(response) ? response.reason : undefined;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
