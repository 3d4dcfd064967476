import { longPoll } from '../../src/longpoll/longpoll.ts';
import type { FetchInit, LongPollOptions } from '../../src/longpoll/longpoll.types.ts';
import { TestClock } from '../../src/testing/index.ts';
import { nextTask } from '../../src/testing/task.ts';
import type { Transport, TransportRequest } from '../../src/transport/transport.ts';
import type { Heard } from '../transport/world.ts';

/** A request that a test answers. */
export interface Call extends FetchInit {
  readonly url: string;
  /** Answers with this JSON, or text, and lets everything settle. */
  answer(
    said: object | string,
    http?: { readonly status?: number; readonly headers?: Record<string, string> },
  ): Promise<void>;
  /** Fails as a network does. */
  fail(error?: Error): Promise<void>;
}

/** A transport over a `fetch` that the test plays, on a virtual clock. */
export function script(options: LongPollOptions = {}, request: Partial<TransportRequest> = {}) {
  const clock = new TestClock();
  const heard: Heard[] = [];
  const calls: Call[] = [];
  const fetch: LongPollOptions['fetch'] = (url, init) =>
    new Promise((resolve, reject) => {
      init.signal.addEventListener('abort', () => reject(init.signal.reason));
      calls.push({
        ...init,
        url,
        answer: (said, { status = 200, headers = {} } = {}) => {
          const text = typeof said === 'string' ? said : JSON.stringify(said);
          resolve({ status, headers: new Headers(headers), text: async () => text });
          return nextTask();
        },
        fail: (error = new TypeError('fetch failed')) => {
          reject(error);
          return nextTask();
        },
      });
    });
  const sink = {
    opened: (response?: { readonly headers?: Readonly<Record<string, string>> }) =>
      void heard.push({ type: 'opened', headers: response?.headers }),
    received: (data: string | ArrayBuffer) => void heard.push({ type: 'received', data }),
    unreadable: (why: string) => void heard.push({ type: 'unreadable', why }),
    closed: (close: Extract<Heard, { type: 'closed' }>['close']) => void heard.push({ type: 'closed', close }),
    clock,
  };
  const url = 'wss://example.org/socket/websocket?a=1&vsn=2.0.0';
  const transport: Transport = longPoll({ fetch, ...options })({ url, protocols: [], headers: {}, ...request }, sink);
  return { clock, heard, calls, transport };
}

/** The same, after the first answer. The next call is the first poll. */
export async function opened(options: LongPollOptions = {}, request: Partial<TransportRequest> = {}) {
  const world = script(options, request);
  await world.calls.shift()?.answer({ status: 410, token: 'T', messages: [] });
  world.heard.length = 0;
  return world;
}
