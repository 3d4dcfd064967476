import type { Attributes } from './opentelemetry.types.ts';
import type { TelemetryEvent } from './telemetry.types.ts';

type KeysOf<M> = M extends unknown ? keyof M : never;
type Key = Exclude<KeysOf<TelemetryEvent['metadata']>, number | symbol>;

/** The names of the metadata as attributes of spans. */
const names: Readonly<Record<Key, string>> = {
  attempt: 'phoenix.attempt',
  callback: 'phoenix.callback',
  cause: 'phoenix.cause',
  code: 'phoenix.code',
  error: 'phoenix.error',
  event: 'phoenix.event',
  httpStatus: 'http.response.status_code',
  joinRef: 'phoenix.join_ref',
  kind: 'phoenix.kind',
  reconnect: 'phoenix.reconnect',
  ref: 'phoenix.ref',
  rejoin: 'phoenix.rejoin',
  sent: 'phoenix.sent',
  status: 'phoenix.status',
  topic: 'phoenix.topic',
  why: 'phoenix.why',
  willRetry: 'phoenix.will_retry',
};

/** The metadata of an event as attributes of a span, without nulls. */
export function attributesOf({ metadata, connectionId }: TelemetryEvent): Attributes {
  const attributes: Attributes = { 'messaging.system': 'phoenix' };
  if (connectionId !== null) attributes['phoenix.connection_id'] = connectionId;
  for (const [key, value] of Object.entries(metadata)) if (isKey(key) && value !== null) attributes[names[key]] = value;
  return attributes;
}

function isKey(key: string): key is Key {
  return key in names;
}

/** The attribute `error.type`: the code, or why a frame was dropped. */
export function errorTypeOf(event: Extract<TelemetryEvent, { type: `${string}.exception` }>): string {
  if (event.type === 'client.callback.exception') return 'threw';
  if (event.type === 'frame.received.exception') return event.metadata.why;
  return String(event.metadata.code);
}
