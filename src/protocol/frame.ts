/**
 * One message of the protocol of Phoenix Channels: the array that version 2 sends as JSON
 * ({@link https://hexdocs.pm/phoenix/writing_a_channels_client.html | Writing a Channels Client}).
 *
 * `joinRef` is the ref of the join that the message belongs to; null for heartbeats and broadcasts. A reply has the
 * `ref` of its push.
 */
export type Frame = readonly [
  joinRef: string | null,
  ref: string | null,
  topic: string,
  event: string,
  payload: unknown,
];

/** Whether a value is a frame, as far as it decides where the frame goes. */
export function isFrame(value: unknown): value is Frame {
  return Array.isArray(value) && typeof value[2] === 'string' && typeof value[3] === 'string';
}

/** The topic of heartbeats. No channel can have it. */
export const PHOENIX_TOPIC = 'phoenix';

/** A heartbeat. Every Phoenix server answers it with a reply of the same ref. */
export function heartbeatFrame(ref: string | null): Frame {
  return [null, ref, PHOENIX_TOPIC, 'heartbeat', {}];
}

/** The events that the protocol reserves. */
export const PHX_EVENTS = ['phx_join', 'phx_leave', 'phx_reply', 'phx_close', 'phx_error'] as const;

const reserved: ReadonlySet<string> = new Set(PHX_EVENTS);

/** Whether the protocol reserves an event, so that you may not push it. */
export function isReservedEvent(event: string): boolean {
  return reserved.has(event);
}

/** The payload of a `phx_reply`. */
export interface Reply {
  /** `ok`, `error`, or any other status that `handle_in/3` replied with. */
  readonly status: string;
  /** The payload of the reply. */
  readonly response: unknown;
}

/** Whether a payload has the form of a {@link Reply}. */
export function isReply(payload: unknown): payload is Reply {
  return isRecord(payload) && typeof payload.status === 'string';
}

/** The `reason` in a response such as Phoenix's own `{"reason": "unmatched topic"}`. */
export function reasonOf(response: unknown): unknown {
  return isRecord(response) ? response.reason : undefined;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
