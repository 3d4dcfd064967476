import type { ChartId } from './wire.types.ts';

/** Returns the part of a value that may be shown, or undefined if the value is of another kind. */
type Kind = (value: unknown) => unknown;
type Allowed = Readonly<Record<string, Kind>>;

const number: Kind = (value) => (typeof value === 'number' && Number.isFinite(value) ? value : undefined);
const flag: Kind = (value) => (typeof value === 'boolean' ? value : undefined);
const text: Kind = (value) => (typeof value === 'string' ? value.slice(0, 200) : undefined);
const word: Kind = (value) => (typeof value === 'string' && /^[a-z_]{1,24}$/.test(value) ? value : undefined);
const orNull =
  (kind: Kind): Kind =>
  (value) =>
    value === null ? null : kind(value);

const OURS = new Set(['ConnectError', 'JoinError', 'PushError', 'ProtocolError', 'ConfigurationError']);

/** The code of one of our errors. Its message, its cause and the server's response are not shown. */
const code: Kind = (error) =>
  error instanceof Error && OURS.has(error.name) && 'code' in error ? word(error.code) : undefined;
const closeCode: Kind = (close) =>
  typeof close === 'object' && close !== null && 'code' in close ? { code: number(close.code) } : undefined;
const transport: Kind = (use) =>
  typeof use === 'object' && use !== null && 'name' in use && 'why' in use
    ? { name: orNull(text)(use.name), why: orNull(text)(use.why) }
    : undefined;
const status: Kind = (outcome) =>
  typeof outcome === 'object' && outcome !== null && 'status' in outcome ? word(outcome.status) : undefined;

/** How many there are. Who they are is not shown. */
const size: Kind = (state) => (typeof state === 'object' && state !== null ? Object.keys(state).length : undefined);

const joinRef = { joinRef: orNull(text) };
const ofTopic = { topic: orNull(text) };
const named = { ...ofTopic, event: orNull(text) };

const details: Readonly<Record<string, Allowed>> = {
  'client.disconnect': { code: number, forget: flag },
  'transport.close': { code: number },
  'transport.closed': { code: number, error: code },
  'transport.broken': { error: code },
  'transport.failed': { code: number, error: code },
  'connection.lost': { code: number, cause: word, error: code },
  'heartbeat.acknowledged': { ref: text },
  'frame.dropped': { why: word, ...named },
  'listener.failed': named,
  'channel.join': ofTopic,
  'channel.leave': { ...ofTopic, timeoutMs: number },
  'channel.push': named,
  'channel.cast': named,
  'channel.message': { ...joinRef, event: text },
  'channel.reply': { ...joinRef, ref: text, status: word },
  'channel.unmatched': { ref: text },
  'channel.closed': joinRef,
  'channel.crashed': joinRef,
  'join.accepted': joinRef,
  'join.refused': joinRef,
  'join.failed': { error: code },
  'push.settled': { event: text, outcome: status },
  'client.connected': { reconnect: flag },
  'client.disconnected': { cause: word, code: number, error: code, willRetry: flag },
  'topic.joined': { ...ofTopic, rejoin: flag },
  'topic.received': named,
  'topic.replied': { ...named, status: word, error: code },
  'topic.closed': { ...ofTopic, cause: word, error: code, willRetry: flag },
  'topic.left': { ...ofTopic, acknowledged: flag },
};

const contexts: Readonly<Record<ChartId, Allowed>> = {
  client: {
    attempt: number,
    dials: number,
    refusals: number,
    connections: number,
    retryAt: orNull(number),
    retryInMs: number,
    lastClose: orNull(closeCode),
    error: orNull(code),
    transport: orNull(transport),
    reason: orNull(word),
    heartbeatRef: orNull(text),
    heartbeatDueAt: number,
  },
  channel: {
    attempt: number,
    retryAt: orNull(number),
    retryInMs: number,
    reason: orNull(code),
    joinRef: orNull(text),
    leaveRef: orNull(text),
    joins: number,
    acknowledged: flag,
  },
  presence: { state: size },
};

const nothing: Allowed = {};

/** The fields of one of our events that may be shown, besides its type. */
export function detailOf(event: { readonly type: string }): Record<string, unknown> {
  return allowedOf(Object.hasOwn(details, event.type) ? (details[event.type] ?? nothing) : nothing, event);
}

/** The fields of a context that may be shown. */
export function contextOf(chart: ChartId, context: object): Record<string, unknown> {
  return allowedOf(contexts[chart], context);
}

function allowedOf(allowed: Allowed, from: object): Record<string, unknown> {
  const shown: Record<string, unknown> = {};
  for (const key in allowed) {
    const value = allowed[key]?.(Reflect.get(from, key));
    if (value !== undefined) shown[key] = value;
  }
  return shown;
}
