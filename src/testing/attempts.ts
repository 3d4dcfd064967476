import type { KnowingSink } from '../machines/client/transport.actor.ts';
import type { TransportRequest } from '../transport/transport.ts';
import type { ConnectAct } from './acts.types.ts';
import type { Journal } from './journal.ts';
import type { DialLink } from './longpoll.types.ts';
import { decodeQuery } from './params.ts';
import type { Phoenix } from './phoenix.types.ts';
import type { Session } from './session.ts';
import { readSubprotocols } from './subprotocols.ts';
import { transportOf } from './transport.name.ts';

/** One attempt to connect, and how it went. */
export interface Attempt {
  /** Counts the attempts from 1. */
  readonly number: number;
  phase: 'waiting' | 'open' | 'frozen' | 'over';
  /** How the attempt went, in words for a report. */
  fate: string;
  /** The server's side of it. */
  session?: Session;
  /** Whether somebody waits for the reply to a push; undefined if the push waits for no reply. */
  readonly isAwaited: KnowingSink['isAwaited'] | undefined;
}

/** The attempts of all clients of a test server. Notes the acts that only a transport sees: connect and disconnect. */
export class Attempts {
  readonly #list: Attempt[] = [];
  readonly #asked = new Map<unknown, Attempt>();
  readonly #opened = new Map<number, Attempt>();
  readonly #journal: Journal;
  readonly #now: () => number;

  constructor(journal: Journal, now: () => number) {
    this.#journal = journal;
    this.#now = now;
  }

  /** Connections that neither side has ended. */
  get open(): number {
    return this.#list.filter(({ phase }) => phase === 'open' || phase === 'frozen').length;
  }

  /** The attempt that opened this connection of the server. */
  of(connection: number): Attempt {
    const found = this.#opened.get(connection);
    if (!found) throw new Error(`There is no connection ${connection}.`);
    return found;
  }

  /** The attempt of that number, if its connection is not over. */
  alive(number: number): Attempt | undefined {
    const attempt = this.#list[number - 1];
    return attempt?.phase === 'over' ? undefined : attempt;
  }

  freeze(): void {
    for (const attempt of this.#list) if (attempt.phase === 'open') attempt.phase = 'frozen';
  }

  /** The server as the network sees it. Remembers which attempt opened which connection. */
  listen(phoenix: Phoenix): Pick<Phoenix, 'connect'> {
    return {
      connect: (request) => {
        const answer = phoenix.connect(request);
        const attempt = this.#asked.get(request);
        if (!('open' in answer) || !attempt) return answer;
        this.#opened.set(answer.connection, attempt);
        const open: typeof answer.open = (sink) => {
          attempt.session = answer.open(sink);
          return attempt.session;
        };
        return { ...answer, open };
      },
    };
  }

  /** The network as clients see it. Notes when they connect and disconnect. */
  dialing(transport: DialLink): DialLink {
    return (request, sink) => {
      // A copy: the request identifies the attempt, and a client may use one request twice.
      const own = { ...request };
      const attempt = this.#note(own, 'isAwaited' in sink ? (sink as KnowingSink).isAwaited : undefined);
      const dialed = transport(own, {
        ...sink,
        opened: (response) => {
          attempt.phase = 'open';
          attempt.fate = 'accepted';
          sink.opened(response);
        },
        closed: (close) => {
          if (attempt.phase === 'waiting' && attempt.fate === 'waits') attempt.fate = fateOf(close);
          attempt.phase = 'over';
          this.#asked.delete(own);
          sink.closed(close);
        },
      });
      return {
        send: (data) => dialed.send(data),
        handled: (done) => dialed.handled(done),
        close: (code, reason) => {
          this.#close(attempt, code, reason);
          dialed.close(code, reason);
        },
      };
    };
  }

  #note(request: TransportRequest, isAwaited: Attempt['isAwaited']): Attempt {
    const { url, protocols, headers } = request;
    const transport = transportOf(url);
    const attempt: Attempt = { number: this.#list.length + 1, phase: 'waiting', fate: 'waits', isAwaited };
    this.#list.push(attempt);
    this.#asked.set(request, attempt);
    const query = new URL(url, 'ws://localhost').searchParams;
    query.delete('vsn');
    const read = readSubprotocols(protocols);
    const act: ConnectAct = {
      type: 'connect',
      atMs: this.#now(),
      connection: attempt.number,
      transport,
      url,
      params: { ...decodeQuery(query) },
      headers,
      authToken: transport === 'longpoll' ? request.authToken : read.status === 101 ? read.authToken : undefined,
    };
    this.#journal.note(act, () => attempt.fate);
    return attempt;
  }

  #close(attempt: Attempt, code = 1005, reason = ''): void {
    if (attempt.phase === 'waiting') attempt.fate = 'given up';
    // A real server would keep a frozen connection for a minute. Drop it, so that tests do not see it.
    if (attempt.phase === 'frozen') attempt.session?.drop();
    if (attempt.phase === 'open')
      this.#journal.note({ type: 'disconnect', atMs: this.#now(), connection: attempt.number, code, reason });
    attempt.phase = 'over';
  }
}

function fateOf({ httpStatus }: { readonly httpStatus?: number }): string {
  return httpStatus === undefined ? 'failed' : `refused with ${httpStatus}`;
}
