import type { IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { toRequest } from './http.ts';
import { preflight, refusalOf } from './longpoll.answer.ts';
import type { LongPollServer } from './longpoll.ts';
import type { LongPollAnswer } from './longpoll.types.ts';

/** Answers a request to `/longpoll`. If the network is to break, it cuts the connection. @internal */
export async function serveLongPoll(
  server: LongPollServer,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  try {
    const { status, headers, body } = await answer(server, request);
    response.writeHead(status, { ...headers }).end(body);
  } catch {
    response.destroy();
  }
}

async function answer(server: LongPollServer, request: IncomingMessage): Promise<LongPollAnswer> {
  const { method = '' } = request;
  const { url, headers } = toRequest(request);
  const body = await text(request);
  if (method === 'OPTIONS') return preflight(headers['access-control-request-headers']);
  return method === 'GET' || method === 'POST' ? server.handle({ method, url, headers, body }) : refusalOf(400);
}
