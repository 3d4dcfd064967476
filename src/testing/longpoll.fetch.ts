import type { FetchLike } from '../longpoll/longpoll.types.ts';
import type { LongPollServer } from './longpoll.ts';

/** A `fetch` that reaches nothing but this server. */
export function fetchOf(server: LongPollServer): FetchLike {
  return async (url, { method = 'GET', headers, body = '', signal }) => {
    const given = new AbortController();
    let giveUp = () => given.abort();
    const aborted = new Promise<never>((_, reject) => {
      giveUp = () => {
        given.abort();
        reject(signal.reason);
      };
    });
    signal.addEventListener('abort', giveUp);
    try {
      const handled = server.handle({ method, url, headers, body, signal: given.signal });
      const answer = await Promise.race([handled, aborted]);
      return {
        status: answer.status,
        headers: new Map(Object.entries(answer.headers)),
        text: async () => answer.body,
      };
    } finally {
      signal.removeEventListener('abort', giveUp);
    }
  };
}
