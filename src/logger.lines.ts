import type { ChannelEmitted } from './machines/channel/channel.events.ts';
import type { ClientEmitted } from './machines/client/client.emitted.ts';

/** The levels, the most urgent one first. */
export const levels: readonly LogLevel[] = ['error', 'warn', 'info', 'debug'];

/** How urgent a line is. */
export type LogLevel = 'error' | 'warn' | 'info' | 'debug';

/** What is in a line: the type of an event, and what may be shown of it. */
export interface LogFields {
  readonly type: string;
  readonly [field: string]: string | number | boolean | null | undefined;
}

/** The events of a client that are logged, besides `listener.failed`. */
export const loggedOfClient = [
  'connected',
  'connect.failed',
  'connection.lost',
  'disconnected',
  'frame.dropped',
] as const;

/** The events of a channel that are logged. */
export const loggedOfTopic = ['joined', 'join.failed', 'crashed', 'closed', 'left'] as const;

type Logged =
  | Extract<ClientEmitted, { type: (typeof loggedOfClient)[number] | 'listener.failed' }>
  | Extract<ChannelEmitted, { type: (typeof loggedOfTopic)[number] }>;

/**
 * The level of an event, and what may be shown of it. What is not named here is not shown. The inspector shows the same
 * fields (`inspector/src/allowed.ts`).
 */
export function lineOf(event: Logged, topic: string | null): readonly [LogLevel, LogFields] {
  const { type } = event;
  switch (event.type) {
    case 'connected':
      return ['info', { type, reconnect: event.reconnect }];
    case 'connect.failed': {
      const { attempt, error, httpStatus, willRetry, retryInMs } = event;
      return [willRetry ? 'warn' : 'error', { type, attempt, error: codeOf(error), httpStatus, willRetry, retryInMs }];
    }
    case 'connection.lost': {
      const { code, cause, error, willRetry } = event;
      return [willRetry ? 'warn' : 'error', { type, code, cause, error: codeOf(error), willRetry }];
    }
    case 'listener.failed':
      return ['error', { type, topic: event.topic, event: event.event }];
    case 'frame.dropped':
      return ['warn', { type, why: event.why, topic: event.topic, event: event.event }];
    case 'joined':
      return ['info', { type, topic, rejoin: event.rejoin }];
    case 'join.failed': {
      const retryInMs = event.willRetry ? event.retryInMs : undefined;
      return ['warn', { type, topic, error: codeOf(event.error), willRetry: event.willRetry, retryInMs }];
    }
    case 'crashed':
      return ['warn', { type, topic, willRetry: event.willRetry }];
    case 'closed':
      return ['info', { type, topic, error: codeOf(event.reason), willRetry: event.willRetry }];
    case 'left':
      return ['info', { type, topic, acknowledged: event.acknowledged }];
    default:
      return ['info', { type }];
  }
}

/** The code of one of our errors. A transport of the user may give one with any code. */
function codeOf(error: { readonly code: string } | null): string | undefined {
  return error && /^[a-z_]{1,24}$/.test(error.code) ? error.code : undefined;
}

/** How many characters of a topic or an event are shown. */
const SHOWN = 200;

/** The fields that have a value, with texts of a decent length. */
export function shownOf({ type, ...fields }: LogFields): LogFields {
  const shown = Object.entries(fields)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => [name, typeof value === 'string' ? value.slice(0, SHOWN) : value]);
  return { type, ...Object.fromEntries(shown) };
}

/** A line of text. Whatever could break the line or be read as another field is quoted. */
export function toText({ type, ...fields }: LogFields): string {
  const parts = Object.entries(fields).map(([name, value]) => {
    const text = String(value);
    return `${name}=${/^[\w.:/@*-]+$/.test(text) ? text : JSON.stringify(text)}`;
  });
  return [`xstate-phoenix: ${type}`, ...parts].join(' ');
}
