import type { IdleClock } from './idle.ts';
import type { LinkTransport } from './link.ts';
import { answerOf, refusalOf } from './longpoll.answer.ts';
import { PollSession } from './longpoll.session.ts';
import type { DialLink, LongPollAnswer, LongPollRequest, LongPollTimes } from './longpoll.types.ts';

/** Phoenix reads at most this much of a body. */
const MAX_BODY = 8_000_000;

/** Long polling of a server. Its sessions are connections like any other. */
export interface LongPollServer {
  /** Answers a request. Rejects where the network breaks. */
  handle(request: LongPollRequest): Promise<LongPollAnswer>;
  /** Makes all sessions half-open: nothing gets through in either direction. */
  freeze(): void;
  /** Ends all timers. */
  stop(): void;
}

/** @param clock - The clock of windows and timeouts. Without one, a poll waits for ever. */
export function createLongPoll(dial: DialLink, times: LongPollTimes, clock: IdleClock | undefined): LongPollServer {
  const { windowMs = 10_000, pubsubTimeoutMs = 2_000 } = times;
  /** Tokens of another server must not fit, even if that ran on the same port. */
  const secret = Math.random().toString(36).slice(2);
  const sessions = new Map<string, PollSession>();

  const connect = ({ url, headers, signal }: LongPollRequest): Promise<LongPollAnswer> =>
    new Promise((resolve, reject) => {
      const { 'x-phoenix-authtoken': authToken, ...rest } = headers;
      const token = `${secret}.${sessions.size + 1}`;
      let session: PollSession | undefined;
      const request = { url, protocols: [], headers: rest, ...(authToken !== undefined && { authToken }) };
      const link: LinkTransport = dial(request, {
        opened() {
          session = new PollSession(token, () => link, windowMs, clock);
          sessions.set(token, session);
          resolve(answerOf({ messages: [], status: 410, token }));
        },
        received: (data) => session?.push(typeof data === 'string' ? data : new Uint8Array(data)),
        unreadable() {},
        closed({ code, httpStatus }) {
          const error = code === 1006 ? new TypeError('The network has cut the connection.') : undefined;
          if (session) session.end(error);
          else if (httpStatus !== undefined) resolve(refusalOf(httpStatus));
          else reject(error ?? new TypeError('The server has closed the connection.'));
        },
      });
      signal?.addEventListener('abort', () => {
        if (!session) link.close();
      });
    });

  return {
    async handle(asked) {
      const request = { ...asked, headers: lowercased(asked.headers) };
      const { method, headers, body } = request;
      const session = sessions.get(tokenOf(request) ?? '');
      const isPost = method === 'POST';
      if (session && !session.isGone) {
        if (!isPost) return session.poll(request.signal);
        return body.length > MAX_BODY ? refusalOf(400) : session.post({ headers, body });
      }
      // Phoenix waits whether the session answers on another node.
      if (session && clock) await new Promise<void>((resolve) => void clock.setTimeout(resolve, pubsubTimeoutMs));
      return isPost ? answerOf({ status: 410 }) : connect(request);
    },
    freeze() {
      for (const session of sessions.values()) if (!session.isGone) session.freeze();
    },
    stop() {
      for (const session of sessions.values()) session.stop();
    },
  };
}

/** The token of the session, which newer clients send in a header. Of two params the last one counts, as in Plug. */
function tokenOf({ url, headers }: LongPollRequest): string | undefined {
  return headers['x-phoenix-longpoll-token'] ?? new URL(url, 'http://localhost').searchParams.getAll('token').at(-1);
}

function lowercased(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}
