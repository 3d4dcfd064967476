import type { IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { isOfSameKind, isSamePayload, nameOf, Refs, read } from './frames.ts';
import type { Progress } from './progress.ts';
import type { Entry } from './recording.ts';

/** A request of the recording, and its answer if it was answered. */
interface Exchange {
  readonly request: Entry;
  readonly response: Entry | undefined;
}

/** Plays the recorded requests of long polling: the n-th GET and the n-th POST get the answer of the n-th recorded one. */
export class LongPolling {
  readonly #progress: Progress;
  readonly #refs = new Refs();
  readonly #gets: readonly Exchange[];
  readonly #posts: readonly Exchange[];
  #got = 0;
  #posted = 0;
  #happened: () => void = () => {};

  constructor(frames: readonly Entry[], progress: Progress) {
    this.#progress = progress;
    const responses = frames.filter(({ dir }) => dir === 'response');
    const exchanges = (method: string) => {
      const answers = responses.filter(({ body = '' }) => 'messages' in JSON.parse(body) === (method === 'GET'));
      return frames
        .filter((entry) => entry.dir === 'request' && entry.method === method)
        .map((request, index) => ({ request, response: answers[index] }));
    };
    this.#gets = exchanges('GET');
    this.#posts = exchanges('POST');
  }

  async answer(request: IncomingMessage, response: ServerResponse, origin: string): Promise<void> {
    const isGet = request.method === 'GET';
    const exchange = isGet ? this.#gets[this.#got++] : this.#posts[this.#posted];
    if (!exchange || !isSameUrl(exchange.request.url, request.url)) {
      this.#progress.breach(`A page has made a request that was not recorded: ${request.method} ${request.url}`);
      response.writeHead(404).end();
      return;
    }
    if (!isGet) {
      this.#hear(exchange.request.body ?? '', await text(request), origin);
      this.#posted += 1;
    }
    this.#happened();
    const answer = exchange.response;
    // A poll that was not answered is one that the page still waits for.
    if (!answer) return;
    if (isGet) await this.#until(this.#posts.filter(({ request: { at_ms } }) => at_ms < answer.at_ms).length);
    await this.#progress.until(answer.at_ms);
    response.writeHead(answer.http_status ?? 200, answer.headers).end(this.#renamed(answer.body ?? ''));
  }

  /** Resolves when all recorded requests have been made. */
  async done(): Promise<void> {
    await this.#until(this.#posts.length, this.#gets.length);
  }

  get leftovers(): readonly string[] {
    return [...this.#gets.slice(this.#got), ...this.#posts.slice(this.#posted)].map(
      ({ request: { method, at_ms } }) => `The page has not made the ${method} that was recorded at ${at_ms} ms.`,
    );
  }

  #hear(recorded: string, sent: string, origin: string): void {
    const was = recorded.split('\n').map(read);
    const is = sent.split('\n').map(read);
    for (const [index, frame] of was.entries()) {
      const other = is[index];
      const isSame = other && isOfSameKind(frame, other) && this.#refs.learn(frame, other);
      if (!isSame || !isSamePayload(frame[4], other[4], origin))
        this.#progress.breach(
          `The page has posted ${other && nameOf(other)} where the recording has ${nameOf(frame)}.`,
        );
    }
    for (const frame of is.slice(was.length))
      this.#progress.breach(`The page has posted ${nameOf(frame)}, which was not recorded.`);
  }

  #renamed(body: string): string {
    const { messages, ...rest } = JSON.parse(body);
    return JSON.stringify({
      ...(messages && { messages: messages.map((message: string) => this.#refs.rename(message)) }),
      ...rest,
    });
  }

  async #until(posts: number, gets = 0): Promise<void> {
    while (this.#posted < posts || this.#got < gets)
      await new Promise<void>((happened) => {
        const before = this.#happened;
        this.#happened = () => {
          before();
          happened();
        };
      });
  }
}

function isSameUrl(recorded = '', sent = ''): boolean {
  const [was, is] = [recorded, sent].map((url) => {
    const { pathname, searchParams } = new URL(url, 'http://here');
    searchParams.sort();
    return `${pathname}?${searchParams}`;
  });
  return was === is;
}
