import type { WebSocket } from 'ws';
import { Connection } from './connection.ts';
import { Refs } from './frames.ts';
import type { Progress } from './progress.ts';
import type { Entry } from './recording.ts';

/** Plays the recorded WebSockets. */
export class Sockets {
  readonly #opens: Entry[];
  readonly #frames: readonly Entry[];
  readonly #progress: Progress;
  readonly #refs = new Map<number | undefined, Refs>();
  readonly #connections: Connection[] = [];
  readonly #played: Promise<void>[] = [];
  #allMade: () => void = () => {};
  readonly #made = new Promise<void>((resolve) => {
    this.#allMade = resolve;
  });

  constructor(frames: readonly Entry[], progress: Progress) {
    this.#frames = frames;
    this.#opens = frames.filter(({ dir }) => dir === 'open');
    this.#progress = progress;
    if (this.#opens.length === 0) this.#allMade();
  }

  /** Takes the first recorded connection of the page that has dialed: its csrf token is in the url. */
  accept(socket: WebSocket, url: string, origin: string): void {
    const index = this.#opens.findIndex((open) => queryOf(open.url) === queryOf(url));
    const [open] = index < 0 ? [] : this.#opens.splice(index, 1);
    if (!open) {
      this.#progress.breach('A page has made a connection that was not recorded.');
      socket.terminate();
      return;
    }
    const refs = this.#refs.get(open.page) ?? new Refs();
    this.#refs.set(open.page, refs);
    const entries = this.#frames.filter(({ conn, dir }) => conn === open.conn && dir !== 'open');
    const connection = new Connection(entries, refs, this.#progress, origin);
    this.#connections.push(connection);
    this.#played.push(connection.play(socket));
    if (this.#opens.length === 0) this.#allMade();
  }

  /** Resolves when all recorded connections have been made, and all of their entries were gone through. */
  async done(): Promise<void> {
    await this.#made;
    await Promise.all(this.#played);
  }

  get leftovers(): readonly string[] {
    return [
      ...this.#opens.map(({ conn }) => `Connection ${conn} was not made.`),
      ...this.#connections.flatMap(({ leftovers }) => leftovers),
    ];
  }
}

/** The params of a url, in an order of their own. */
function queryOf(url = ''): string {
  const { searchParams } = new URL(url, 'http://here');
  searchParams.sort();
  return String(searchParams);
}
