import { strictDecoder } from '#complete';
import type { LongPollAnswer } from './longpoll.types.ts';
import type { WireData } from './wire.ts';

const CORS = { 'access-control-allow-origin': '*' };
/** What Plug says of caches by default. */
const PRIVATE = { 'cache-control': 'max-age=0, private, must-revalidate' };
const JSON_TYPE = { 'content-type': 'application/json; charset=utf-8' };

/** The JSON of Phoenix. Its status counts, that of HTTP is always 200. */
export function answerOf(said: { readonly status: number; readonly [field: string]: unknown }): LongPollAnswer {
  return {
    status: 200,
    headers: { ...JSON_TYPE, ...CORS, 'cache-control': 'no-store' },
    body: JSON.stringify(said),
  };
}

/** The answer to a poll. */
export function messagesOf(token: string, status: number, buffer: readonly WireData[]): LongPollAnswer {
  try {
    return answerOf({ messages: buffer.map(textOf), status, token });
  } catch {
    return crashed;
  }
}

/**
 * Phoenix can not send bytes over long polling. It writes them into a JSON string as they are, and that crashes unless
 * they are UTF-8 (longpoll_binary_push.json).
 */
function textOf(data: WireData): string {
  return typeof data === 'string' ? data : strictDecoder().decode(data);
}

/** A request in which Phoenix crashes. */
const crashed: LongPollAnswer = {
  status: 500,
  headers: { ...JSON_TYPE, ...PRIVATE },
  body: '{"errors":{"detail":"Internal Server Error"}}',
};

/** The answer of an HTTP server that is no session of Phoenix. */
export function refusalOf(httpStatus: number): LongPollAnswer {
  if (httpStatus === 403) return answerOf({ status: 403 });
  return httpStatus === 500 ? crashed : { status: httpStatus, headers: { ...CORS, ...PRIVATE }, body: '' };
}

/** The answer to what a browser asks before it sends a header or a type of its own. */
export function preflight(asked = ''): LongPollAnswer {
  const allowed = {
    'access-control-allow-methods': 'get, post, options',
    'access-control-allow-headers': asked,
    'access-control-max-age': '3600',
  };
  return { status: 200, headers: { ...CORS, ...allowed, ...PRIVATE }, body: '' };
}
