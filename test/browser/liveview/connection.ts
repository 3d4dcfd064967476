import type { WebSocket } from 'ws';
import type { ServerFrame } from '../../../src/testing/wire.ts';
import { frameOf, isOfSameKind, isSamePayload, nameOf, type Refs, read } from './frames.ts';
import type { Progress } from './progress.ts';
import type { Entry } from './recording.ts';

/** Plays the server's side of one recorded connection. */
export class Connection {
  readonly #entries: readonly Entry[];
  readonly #refs: Refs;
  readonly #progress: Progress;
  readonly #origin: string;
  readonly #inbox: ServerFrame[] = [];
  #at = 0;
  #closedWith: number | undefined;
  #happened: () => void = () => {};

  constructor(entries: readonly Entry[], refs: Refs, progress: Progress, origin: string) {
    this.#entries = entries;
    this.#refs = refs;
    this.#progress = progress;
    this.#origin = origin;
  }

  /** Goes through all entries, and resolves after the last one. */
  async play(socket: WebSocket): Promise<void> {
    socket.on('message', (data: Buffer, isBinary) => {
      this.#inbox.push(read(isBinary ? new Uint8Array(data) : String(data)));
      this.#happened();
    });
    socket.on('close', (code) => {
      this.#closedWith = code;
      this.#happened();
    });
    for (const entry of this.#entries) {
      await this.#playEntry(entry, socket);
      this.#at += 1;
    }
  }

  /** What the recording has and the page has not done, and what the page has done besides. */
  get leftovers(): readonly string[] {
    const unsent = this.#entries.slice(this.#at).filter(({ dir }) => dir === 'client');
    const [next] = this.#entries.slice(this.#at);
    return [
      ...(next?.dir === 'close' && next.by === 'client' ? ['The page has not closed a connection.'] : []),
      ...unsent.map((entry) => `The page has not sent ${nameOf(frameOf(entry))}.`),
      ...this.#inbox.map((frame) => `The page has sent ${nameOf(frame)}, which was not recorded.`),
    ];
  }

  async #playEntry(entry: Entry, socket: WebSocket): Promise<void> {
    if (entry.dir === 'client') await this.#hear(frameOf(entry));
    else if (entry.dir === 'server') {
      await this.#progress.until(entry.at_ms);
      socket.send(this.#refs.rename(entry.text ?? ''));
    } else if (entry.by === 'client') {
      await this.#wait(() => this.#closedWith);
      if (this.#closedWith !== entry.code)
        this.#progress.breach(`The page has closed a connection with ${this.#closedWith}, not with ${entry.code}.`);
    } else {
      await this.#progress.until(entry.at_ms);
      if (entry.code === 1006) socket.terminate();
      else socket.close(entry.code, entry.reason);
    }
  }

  /** Waits for a frame of the same topic and event. A page may send two of others at once, in either order. */
  async #hear(recorded: ServerFrame): Promise<void> {
    const sent = await this.#wait(() => this.#inbox.find((frame) => isOfSameKind(recorded, frame)));
    this.#inbox.splice(this.#inbox.indexOf(sent), 1);
    if (!this.#refs.learn(recorded, sent))
      this.#progress.breach(`The page has sent ${nameOf(sent)} where the recording has ${nameOf(recorded)}.`);
    if (!isSamePayload(recorded[4], sent[4], this.#origin))
      this.#progress.breach(`The page has sent ${nameOf(sent)} with another payload: ${JSON.stringify(sent[4])}.`);
  }

  async #wait<T>(look: () => T | undefined): Promise<T> {
    for (;;) {
      const found = look();
      if (found !== undefined) return found;
      await new Promise<void>((happened) => {
        this.#happened = happened;
      });
    }
  }
}
