import type { Frame, TransportRequest, TransportSink } from 'xstate-phoenix';
import type { Phoenix } from 'xstate-phoenix/testing';

/** What travels: a frame, or a close frame with its code. */
export type Parcel = { readonly data: string } | { readonly close: number };

/** A parcel on its way. */
export interface Travelling {
  readonly parcel: Parcel;
  /** Clock time in ms at which it arrives by itself; Infinity where somebody has to carry it. */
  readonly dueAt: number;
}

/** Who watches a line. `delivers` has to call `deliver`. */
export interface LineWatch {
  dialed(line: Line): void;
  opens(line: Line, open: () => void): void;
  wrote(line: Line, frame: Frame): void;
  delivers(line: Line, frame: Frame, deliver: () => void): void;
  givenUp(line: Line): void;
  /** Answers whether the client hears of it only later: until then it goes on to write. */
  ended(line: Line): boolean;
}

/** What lines lead through. */
export interface LineWorld {
  readonly phoenix: Pick<Phoenix, 'connect'>;
  readonly watch: LineWatch;
  /** Whether a line has ended when the client's `close` returns, and not after an answer. */
  readonly closesAtOnce: boolean;
  arrivesAt(direction: 'up' | 'down'): number;
  /** A frame is about to be delivered to the client, for the first time. */
  delivered(data: string): void;
}

/** One attempt of the client: both ends of it, and what travels between them. Nothing arrives by itself. */
export class Line {
  /** To the server. */
  readonly up: Travelling[] = [];
  /** To the client. */
  readonly down: Travelling[] = [];
  readonly transport;
  phase: 'dialing' | 'open' | 'closing' | 'over' = 'dialing';
  /** How the server calls it, once it has let the client in. */
  connection: number | undefined;
  /** Nothing gets through any more, and neither side notices. */
  isFrozen = false;
  readonly #world: LineWorld;
  readonly #request: TransportRequest;
  readonly #sink: TransportSink;
  #session: ReturnType<Extract<ReturnType<Phoenix['connect']>, { status: 101; open: unknown }>['open']> | undefined;
  #unsentBytes = 0;
  /** It has ended, and the client does not know yet. */
  #isUnheard = false;

  constructor(
    readonly number: number,
    world: LineWorld,
    request: TransportRequest,
    sink: TransportSink,
  ) {
    this.#world = world;
    this.#request = request;
    this.#sink = sink;
    const line = this;
    this.transport = {
      send: (data: string | ArrayBuffer) => line.#send(data),
      close: (code = 1000) => line.#close(code),
      get bufferedAmount() {
        return line.#unsentBytes;
      },
    };
  }

  /** The server lets the client in. */
  accept(): void {
    if (this.phase !== 'dialing') return;
    const answer = this.#world.phoenix.connect(this.#request);
    if (!('open' in answer)) {
      this.fail(answer.status);
      return;
    }
    this.phase = 'open';
    this.connection = answer.connection;
    this.#session = answer.open({
      send: (data) => this.#say({ data: String(data) }),
      close: (close) => this.#say({ close }),
      drop: () => this.#end(1006),
    });
    this.#world.watch.opens(this, () => this.#sink.opened({ headers: {} }));
  }

  /** There is no connection: an HTTP status, or nobody at all. */
  fail(httpStatus?: number): void {
    if (this.phase === 'dialing') this.#end(1006, httpStatus);
  }

  /** The connection breaks; the client sees 1006. */
  cut(): void {
    if (this.phase === 'over') return;
    const session = this.#session;
    this.#end(1006);
    session?.ended();
  }

  /** The server closes, behind what it has said. */
  close(code: number): void {
    this.#session?.close(code);
  }

  /** What the client wrote first arrives at the server. */
  carryUp(): void {
    const parcel = this.isFrozen ? undefined : this.up.shift()?.parcel;
    if (!parcel) return;
    if ('data' in parcel) {
      this.#unsentBytes -= parcel.data.length;
      this.#session?.receive(parcel.data);
    } else {
      this.#session?.ended();
      this.down.push({ parcel, dueAt: this.#world.arrivesAt('down') });
    }
  }

  /** What the server said first arrives at the client. */
  carryDown(): void {
    const parcel = this.isFrozen ? undefined : this.down.shift()?.parcel;
    if (!parcel) return;
    if ('data' in parcel) {
      this.#world.delivered(parcel.data);
      this.deliver(parcel.data);
    } else this.#end(parcel.close);
  }

  /** Everything that the client wrote arrives at the server. */
  carryAllUp(): void {
    while (!this.isFrozen && this.up.length > 0) this.carryUp();
  }

  /** Everything that the server said arrives at the client, within one task. */
  carryAllDown(): void {
    while (!this.isFrozen && this.down.length > 0) this.carryDown();
  }

  /** The client receives this, whoever said it. */
  deliver(data: string): void {
    if (this.phase !== 'open' && this.phase !== 'closing') return;
    const frame: Frame = JSON.parse(data);
    this.#world.watch.delivers(this, frame, () => this.#sink.received(data));
  }

  /** The client receives something that is not a frame. */
  deliverGarbage(data: string): void {
    if (this.phase === 'open') this.#sink.received(data);
  }

  #send(data: string | ArrayBuffer): void {
    if (this.phase !== 'open' && !this.#isUnheard) return;
    const text = String(data);
    this.#unsentBytes += text.length;
    if (!this.isFrozen && !this.#isUnheard)
      this.up.push({ parcel: { data: text }, dueAt: this.#world.arrivesAt('up') });
    this.#world.watch.wrote(this, JSON.parse(text));
  }

  /** A peer that can not be reached never answers: whoever closes has to give up waiting by itself. */
  #close(code: number): void {
    const before = this.phase;
    if (before !== 'dialing' && before !== 'open') return;
    this.phase = 'closing';
    this.#world.watch.givenUp(this);
    if (before === 'dialing') this.#end(1006);
    else if (this.isFrozen) this.#session?.ended();
    else if (this.#world.closesAtOnce) this.cut();
    else this.up.push({ parcel: { close: code }, dueAt: this.#world.arrivesAt('up') });
  }

  #say(parcel: Parcel): void {
    if (!this.isFrozen && this.phase !== 'over') this.down.push({ parcel, dueAt: this.#world.arrivesAt('down') });
  }

  #end(code: number, httpStatus?: number): void {
    if (this.phase === 'over') return;
    this.phase = 'over';
    this.up.length = 0;
    this.down.length = 0;
    this.#isUnheard = this.#world.watch.ended(this);
    // A server that is busy asks to be left alone for a while.
    const headers: Record<string, string> = httpStatus === 503 ? { 'retry-after': '2' } : {};
    this.#sink.closed({ code, reason: '', ...(httpStatus !== undefined && { httpStatus, headers }) });
  }
}
