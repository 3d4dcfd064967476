import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { text } from 'node:stream/consumers';
import { Log } from './log.ts';
import type { Manners, Peer, Server } from './world.ts';

/** A request as it came, with its body. */
export interface Asked {
  readonly method: string;
  readonly url: URL;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** A peer that can do more than the laws need. */
export interface LongPollPeer extends Peer {
  /** All requests of its session, the first included. */
  readonly requests: Log<Asked>;
  /** Answers the poll that is parked, or the next one, with this instead of messages. */
  answerPoll(answer: object | string, httpStatus?: number): void;
  /** Answers later POSTs with this status; undefined: never. */
  answerPosts(status: number | undefined): void;
  /** Sends messages together, in the answer to one poll. */
  sendTogether(...messages: readonly string[]): void;
}

/** How a long-poll server answers. */
export interface LongPollManners extends Manners {
  /** The answer to a request without a session. @defaultValue a new session */
  readonly greet?: { readonly httpStatus?: number; readonly body: string };
  /** Lets pages of any origin in, with their cookies. */
  readonly cors?: boolean;
}

const PATH = '/socket/longpoll';

/** A server on the loopback interface that speaks long polling and knows nothing of Phoenix's messages. */
export async function serveLongPoll(manners: LongPollManners = {}): Promise<Server<LongPollPeer>> {
  const peers = new Log<LongPollPeer>();
  const sessions = new Map<string, Session>();
  const sockets = new Set<Duplex>();
  const http = createServer(async (request, response) => {
    const url = new URL(request.url ?? '', 'http://h');
    if (manners.cors) allow(request, response);
    if (request.method === 'OPTIONS') return response.end();
    const body = await text(request);
    const asked: Asked = { method: request.method ?? '', url, headers: request.headers, body };
    const status = url.pathname === PATH ? manners.refuse : 404;
    if (status !== undefined) return response.writeHead(status, { 'x-why': 'because' }).end();
    const token = String(request.headers['x-phoenix-longpoll-token'] ?? url.searchParams.getAll('token').at(-1));
    const session = sessions.get(token);
    if (session) return manners.silent ? undefined : session.hear(asked, response);
    if (asked.method === 'POST') return answer(response, { status: 410 });
    if (manners.silent === 'at-once') return undefined;
    if (manners.greet) return response.writeHead(manners.greet.httpStatus ?? 200).end(manners.greet.body);
    const opened = `${sessions.size + 1}.é&=`;
    const made = new Session(asked);
    sessions.set(opened, made);
    answer(response, { status: 410, token: opened, messages: [] });
    peers.add(made);
  });
  http.on('connection', (socket: Duplex) => {
    sockets.add(socket);
    socket.on('error', () => {});
  });
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
  return {
    url: `ws://127.0.0.1:${(http.address() as AddressInfo).port}/socket/websocket`,
    accept: () => peers.take(),
    close: async () => {
      for (const socket of sockets) socket.destroy();
      http.close();
      await once(http, 'close');
    },
  };
}

class Session implements LongPollPeer {
  readonly asked = undefined;
  readonly requests = new Log<Asked>();
  readonly headers: IncomingMessage['headers'];
  readonly closed = new Promise<never>(() => {});
  readonly #messages = new Log<string | Uint8Array>();
  /** What the next polls are answered with. */
  readonly #answers: Answer[] = [];
  #polls: ServerResponse[] = [];
  #postStatus: number | undefined = 200;
  #isDropped = false;

  constructor(first: Asked) {
    this.requests.add(first);
    this.headers = first.headers;
  }

  hear(asked: Asked, response: ServerResponse): void {
    this.requests.add(asked);
    if (this.#isDropped) response.destroy();
    else if (asked.method === 'POST') this.#receive(asked, response);
    else {
      this.#polls.push(response);
      response.on('close', () => {
        this.#polls = this.#polls.filter((poll) => poll !== response);
      });
      this.#flush();
    }
  }

  send(data: string | Uint8Array): void {
    this.sendTogether(String(data));
  }

  sendTogether(...messages: readonly string[]): void {
    const last = this.#answers.at(-1);
    if (last?.messages) last.messages.push(...messages);
    else this.#answers.push({ httpStatus: 200, messages: [...messages] });
    this.#flush();
  }

  sendFragments(): void {
    throw new Error('There are no fragments over long polling.');
  }

  close(): void {
    this.#postStatus = 410;
    this.answerPoll({ status: 410, token: 'another', messages: [] });
  }

  drop(): void {
    this.#isDropped = true;
    for (const poll of this.#polls) poll.destroy();
  }

  next(): Promise<string | Uint8Array> {
    return this.#messages.take();
  }

  answerPoll(said: object | string, httpStatus = 200): void {
    this.#answers.push({ httpStatus, body: typeof said === 'string' ? said : JSON.stringify(said) });
    this.#flush();
  }

  answerPosts(status: number | undefined): void {
    this.#postStatus = status;
  }

  #receive({ body, headers }: Asked, response: ServerResponse): void {
    const isLines = headers['content-type'] === 'application/x-ndjson';
    for (const line of isLines ? body.split('\n') : [body])
      this.#messages.add(!isLines || line.startsWith('[') ? line : Uint8Array.from(Buffer.from(line, 'base64')));
    if (this.#postStatus !== undefined) answer(response, { status: this.#postStatus });
  }

  #flush(): void {
    const poll = this.#polls[0];
    const next = poll && this.#answers.shift();
    if (!next) return;
    this.#polls.shift();
    const { httpStatus, messages, body = JSON.stringify({ status: 200, token: 'the same', messages }) } = next;
    poll.writeHead(httpStatus).end(body);
  }
}

/** The answer to a poll: messages, or something else. */
interface Answer {
  readonly httpStatus: number;
  readonly messages?: string[];
  readonly body?: string;
}

function answer(response: ServerResponse, said: object): void {
  response.setHeader('content-type', 'application/json; charset=utf-8').end(JSON.stringify(said));
}

/** What a server has to say to a page of another origin that sends its cookies. */
function allow({ headers }: IncomingMessage, response: ServerResponse): void {
  response.setHeader('access-control-allow-origin', headers.origin ?? '*');
  response.setHeader('access-control-allow-credentials', 'true');
  response.setHeader('access-control-allow-headers', headers['access-control-request-headers'] ?? '');
  response.setHeader('access-control-expose-headers', 'x-why');
}
