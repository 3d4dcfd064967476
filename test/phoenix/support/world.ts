import * as facade from 'xstate-phoenix/phoenix';
import { TestClock } from 'xstate-phoenix/testing';
import { FakeConn, type Wire } from './conn.ts';
import type { Phoenix } from './npm.ts';

/** A socket before a server that the test plays, in virtual time. */
export class PhoenixWorld implements Wire {
  readonly clock = new TestClock();
  readonly conns: FakeConn[] = [];
  /** What has happened, in order. */
  readonly log: string[] = [];
  readonly socket: facade.Socket;
  readonly #isNpm: boolean;

  constructor(
    options: facade.SocketOptions = {},
    { Socket }: Phoenix = facade,
    /** Milliseconds that the other side takes to answer a close. Without, it does not. */
    readonly closeMs?: number,
  ) {
    const wire = this;
    this.#isNpm = Socket !== facade.Socket;
    class Transport extends FakeConn {
      constructor(url: string, protocols?: string[]) {
        super(wire, url, protocols);
      }
    }
    this.socket = this.act(
      () => new Socket('ws://server.test/socket', { transport: Transport, clock: this.clock, ...options }),
    );
  }

  note(...what: unknown[]): void {
    this.log.push(
      [this.clock.now(), ...what.map((part) => (typeof part === 'string' ? part : JSON.stringify(part)))].join(' '),
    );
  }

  /** The connection that was dialed last. */
  get conn(): FakeConn {
    const last = this.conns.at(-1);
    if (!last) throw new Error('Nothing was dialed.');
    return last;
  }

  /** Connects, and opens the connection. */
  open(): FakeConn {
    this.socket.connect();
    this.conn.open();
    return this.conn;
  }

  /** Lets time pass. */
  pass(ms: number): void {
    this.act(() => this.clock.increment(ms));
  }

  /** Does something. phoenix.js knows no clock, so it is given ours as that of the platform meanwhile. */
  act<T>(what: () => T): T {
    if (!this.#isNpm) return what();
    const { setTimeout, clearTimeout } = globalThis;
    const { now } = Date;
    const { clock } = this;
    Object.assign(globalThis, {
      setTimeout: (fire: () => void, ms: number) => clock.setTimeout(fire, ms),
      clearTimeout: (id: number) => clock.clearTimeout(id),
    });
    Date.now = () => clock.now();
    try {
      return what();
    } finally {
      Object.assign(globalThis, { setTimeout, clearTimeout });
      Date.now = now;
    }
  }
}
