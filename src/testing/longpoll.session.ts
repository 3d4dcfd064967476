import { type IdleClock, type IdleWatch, watchIdle } from './idle.ts';
import type { LinkTransport } from './link.ts';
import { answerOf, messagesOf, refusalOf } from './longpoll.answer.ts';
import type { LongPollAnswer, LongPollRequest } from './longpoll.types.ts';
import { nextTask } from './task.ts';
import type { WireData } from './wire.ts';

/** Phoenix ignores the lines after these. */
const MAX_LINES = 100;

/** A poll that waits for messages. */
interface Parked {
  resolve(answer: LongPollAnswer): void;
  reject(error: Error): void;
  readonly timer: unknown;
}

/** One session of long polling: the process of Phoenix between a connection and its polls. */
export class PollSession {
  readonly #token: string;
  readonly #link: () => LinkTransport;
  readonly #clock: IdleClock | undefined;
  readonly #windowMs: number;
  readonly #idle: IdleWatch | undefined;
  #phase: 'open' | 'frozen' | 'gone' = 'open';
  #buffer: WireData[] = [];
  #parked: Parked | undefined;

  constructor(token: string, link: () => LinkTransport, windowMs: number, clock: IdleClock | undefined) {
    this.#token = token;
    this.#link = link;
    this.#windowMs = windowMs;
    this.#clock = clock;
    this.#idle = clock && watchIdle(clock, windowMs * 1.5, () => this.#link().close());
  }

  get isGone(): boolean {
    return this.#phase === 'gone';
  }

  /** Keeps a message for the next poll. */
  push(data: WireData): void {
    this.#buffer.push(data);
    // All messages of a task go into one answer, as when Phoenix is busy.
    if (this.#parked) void Promise.resolve().then(() => this.#flush());
  }

  /** Answers a poll: now, when a message comes, or when the window has passed. */
  poll(signal: AbortSignal | undefined): Promise<LongPollAnswer> {
    this.#idle?.heard();
    signal?.addEventListener('abort', () => void nextTask().then(() => this.#link().close()));
    return new Promise((resolve, reject) => {
      const timer = this.#clock?.setTimeout(() => {
        if (this.#phase === 'frozen') return;
        if (this.#parked === parked) this.#parked = undefined;
        resolve(messagesOf(this.#token, 204, []));
      }, this.#windowMs);
      const parked = { resolve, reject, timer };
      this.#parked = parked;
      this.#flush();
    });
  }

  /** Hands over the messages of a POST, one after the other. */
  async post({ headers, body }: Pick<LongPollRequest, 'headers' | 'body'>): Promise<LongPollAnswer> {
    const isLines = headers['content-type'] === 'application/x-ndjson';
    const lines = isLines ? body.split(/\r?\n/).slice(0, MAX_LINES) : [body];
    for (const line of lines) {
      const isBase64 = isLines && !line.startsWith('[');
      if (isBase64 && !isLegal(line)) return refusalOf(500);
      const isHandled = this.#dispatch(isBase64 ? bytesOf(line) : line);
      if (isHandled !== true && !(await isHandled)) return answerOf({ status: 408 });
    }
    return answerOf({ status: 200 });
  }

  /** Nothing gets through any more. */
  freeze(): void {
    this.#phase = 'frozen';
    this.#idle?.stop();
  }

  /** The connection has ended. As in Phoenix, a parked poll is not woken, unless the network was cut. */
  end(error?: Error): void {
    const { timer, reject, resolve } = this.#parked ?? {};
    this.#phase = 'gone';
    this.#idle?.stop();
    if (error) {
      this.#clock?.clearTimeout(timer);
      reject?.(error);
    } else if (!this.#clock) resolve?.(messagesOf(this.#token, 204, []));
  }

  /** Ends the timers, since nobody waits for an answer any more. */
  stop(): void {
    this.#idle?.stop();
    this.#clock?.clearTimeout(this.#parked?.timer);
  }

  #flush(): void {
    const { resolve, timer } = this.#parked ?? {};
    if (this.#phase !== 'open' || this.#buffer.length === 0 || !resolve) return;
    const buffer = this.#buffer;
    this.#parked = undefined;
    this.#buffer = [];
    this.#clock?.clearTimeout(timer);
    resolve(messagesOf(this.#token, 200, buffer));
  }

  /** True if the server has handled the message at once. False if it has not within the window: it is busy, or crashed. */
  #dispatch(data: string | ArrayBuffer): true | Promise<boolean> {
    let isHandled = false;
    let tell = () => {};
    const link = this.#link();
    link.send(data);
    link.handled(() => {
      isHandled = true;
      tell();
    });
    if (isHandled) return true;
    return new Promise((resolve) => {
      const timer = this.#clock?.setTimeout(() => {
        if (this.#phase !== 'frozen') resolve(false);
      }, this.#windowMs);
      tell = () => {
        this.#clock?.clearTimeout(timer);
        resolve(true);
      };
      if (!this.#clock && this.isGone) resolve(false);
    });
  }
}

function isLegal(base64: string): boolean {
  return base64.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(base64);
}

function bytesOf(base64: string): ArrayBuffer {
  return Uint8Array.from(atob(base64), (char) => char.charCodeAt(0)).buffer;
}
