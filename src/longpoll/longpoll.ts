import {
  CLOSE_ANSWER_MS,
  type TransportClock,
  type TransportClose,
  type TransportFactory,
} from '../transport/transport.ts';
import { addressOf, assertFetchable } from './address.ts';
import { type Letter, write } from './letters.ts';
import type { Answer, FetchInit, FetchLike, FetchResponse, LongPollOptions } from './longpoll.types.ts';

/** Milliseconds between two polls that bring nothing, even if the server answers at once. */
const PACE_MS = 100;
/** A page that is being unloaded may send 64 KiB; a unit of text takes at most three bytes. */
const LAST_LENGTH = 20_000;

/**
 * The transport for networks without WebSockets: long polling over `fetch`, for pages, workers, Node, Deno and Bun. The
 * endpoint of the server has to allow it: `socket "/socket", UserSocket, longpoll: true`.
 */
export function longPoll(options: LongPollOptions = {}): TransportFactory {
  const { tokenIn, credentials, timeoutMs = 20_000 } = options;
  return (request, sink) => {
    const fetch: FetchLike = options.fetch ?? globalThis.fetch;
    const clock: TransportClock = sink.clock ?? globalThis;
    const now = () => clock.now?.() ?? Date.now();
    /** The last poll and the last POST. */
    const asks: AbortController[] = [];
    const letters: Letter[] = [];
    const asking: Record<string, string> = request.authToken ? { 'X-Phoenix-AuthToken': request.authToken } : {};
    let url = addressOf(request.url);
    let { headers } = request;
    let phase: 'dialing' | 'open' | 'closing' | 'closed' = 'dialing';
    let posted = Promise.resolve();
    /** In units of text, which are bytes unless the text is not ASCII. */
    let bufferedAmount = 0;
    let timer: unknown;
    assertFetchable(fetch, url, { ...headers, ...asking });

    const end = (close: Partial<TransportClose>) => {
      if (phase === 'closed') return;
      phase = 'closed';
      clock.clearTimeout(timer);
      for (const ask of asks) ask.abort();
      sink.closed({ code: 1006, reason: '', ...close });
    };
    const fail = (error: unknown, code: number) => end({ error: error as Error, ...(phase === 'open' && { code }) });

    const ask = async (init: Omit<FetchInit, 'signal'>, hear?: (answer: Answer, response: FetchResponse) => void) => {
      const controller = new AbortController();
      const { signal } = controller;
      asks[hear ? 0 : 1] = controller;
      const timeout = clock.setTimeout(() => fail(new Error(`No answer in ${timeoutMs} ms.`), 1005), timeoutMs);
      try {
        const response = await fetch(url, {
          ...init,
          headers: { ...headers, ...init.headers },
          signal,
          ...(credentials && { credentials }),
        });
        const text = await response.text();
        if (signal.aborted) return;
        const answer: Answer = response.status === 200 ? JSON.parse(text) : response;
        const { status } = answer;
        if (phase === 'dialing' || status === 200 || status === 204) hear?.(answer, response);
        else {
          const code = status === 410 ? 3410 : status === 403 && hear ? 1008 : 1011;
          fail(new Error(`The server answered ${status}.`), code);
        }
      } catch (error) {
        if (!signal.aborted) fail(error, 1011);
      } finally {
        clock.clearTimeout(timeout);
      }
    };

    const poll = () => {
      if (phase === 'closing' || phase === 'closed') return;
      const since = now();
      void ask({ headers: asking }, ({ status, token, messages = [] }, response) => {
        if (phase === 'dialing') {
          const answered: Record<string, string> = {};
          response.headers.forEach((value, name) => {
            answered[name] = value;
          });
          if (status !== 410 || !token) return end({ httpStatus: status, headers: answered });
          phase = 'open';
          if (tokenIn === 'header') headers = { ...headers, 'X-Phoenix-Longpoll-Token': token };
          else url += `&token=${encodeURIComponent(token)}`;
          sink.opened({ headers: answered });
          poll();
        } else {
          if (messages.length > 0 || now() - since >= PACE_MS) poll();
          else timer = clock.setTimeout(poll, PACE_MS);
          for (const message of messages) if (phase === 'open') sink.received(message);
        }
      });
    };

    const post = async () => {
      const letter = letters.shift();
      if (!letter || phase === 'closed') return;
      const { text: body, lines } = letter;
      await ask({
        method: 'POST',
        headers: { 'content-type': `application/${lines ? 'x-nd' : ''}json` },
        body,
        keepalive: phase === 'closing' && body.length < LAST_LENGTH,
      });
      bufferedAmount -= body.length + 1;
    };

    poll();
    return {
      name: 'longpoll',
      heartbeats: false,
      get goodbyes() {
        return phase !== 'open';
      },
      get bufferedAmount() {
        return bufferedAmount;
      },
      send(data) {
        if (phase !== 'open') return;
        bufferedAmount += write(letters, data);
        posted = posted.then(post);
      },
      close(code = 1000, reason = '') {
        if (phase === 'dialing') end({});
        if (phase !== 'open') return;
        phase = 'closing';
        asks[0]?.abort();
        timer = clock.setTimeout(() => end({}), CLOSE_ANSWER_MS);
        const last = [posted];
        while (letters.length > 0) last.push(post());
        void Promise.all(last).then(() => end({ code, reason }));
      },
    };
  };
}
