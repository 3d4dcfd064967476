import type { Conn } from 'xstate-phoenix/phoenix';
import type { TestClock } from 'xstate-phoenix/testing';

export type Frame = [joinRef: string | null, ref: string | null, topic: string, event: string, payload: unknown];

/** Hears what a client does with its connections. */
export interface Wire {
  readonly clock: TestClock;
  readonly conns: FakeConn[];
  /** Milliseconds that the other side takes to answer a close. Without, it does not. */
  readonly closeMs?: number | undefined;
  note(...what: unknown[]): void;
}

/** A WebSocket whose other side the test plays. */
export class FakeConn implements Conn {
  readyState: number = 0;
  onopen: (() => void) | null = null;
  onerror: ((error: unknown) => void) | null = null;
  onmessage: ((message: { data: string | ArrayBuffer }) => void) | null = null;
  onclose: ((event: { code: number; reason: string }) => void) | null = null;
  bufferedAmount = 0;
  binaryType = 'blob';
  timeout = 0;
  readonly sent: (string | ArrayBuffer)[] = [];
  readonly frames: Frame[] = [];
  closing: readonly unknown[] | undefined;
  readonly name: string;

  constructor(
    readonly wire: Wire,
    readonly url: string,
    readonly protocols: string[] | undefined,
  ) {
    wire.conns.push(this);
    this.name = `conn ${wire.conns.length}`;
    wire.note(this.name, 'dialed', url, protocols);
  }

  send(data: string | ArrayBuffer): void {
    if (this.readyState === 0) throw new Error('InvalidStateError');
    if (this.readyState > 1) return;
    this.sent.push(data);
    if (typeof data !== 'string') {
      this.wire.note(this.name, 'sent', data.byteLength, 'bytes');
      return;
    }
    this.wire.note(this.name, 'sent', data);
    const frame: Frame = JSON.parse(data);
    this.frames.push(frame);
  }

  close(...closing: readonly unknown[]): void {
    if (this.readyState > 1) return;
    this.wire.note(this.name, 'closes', ...closing);
    this.closing = closing;
    this.readyState = 2;
    const { clock, closeMs } = this.wire;
    if (closeMs !== undefined) clock.setTimeout(() => this.end(1005), closeMs);
  }

  get isAlive(): boolean {
    return this.readyState < 2;
  }

  open(): void {
    if (this.readyState !== 0) return;
    this.readyState = 1;
    this.onopen?.();
  }

  say(...frame: Frame): void {
    if (this.readyState === 1) this.onmessage?.({ data: JSON.stringify(frame) });
  }

  raw(data: string | ArrayBuffer): void {
    if (this.readyState === 1) this.onmessage?.({ data });
  }

  reply([joinRef, ref, topic]: Frame, status = 'ok', response: unknown = {}): void {
    this.say(joinRef, ref, topic, 'phx_reply', { status, response });
  }

  /** The frames of an event, in order. */
  of(event: string): Frame[] {
    return this.frames.filter((frame) => frame[3] === event);
  }

  /** The last frame of an event. */
  last(event: string): Frame {
    const last = this.of(event).at(-1);
    if (!last) throw new Error(`No ${event} was sent.`);
    return last;
  }

  /** The other side has closed it, or has answered our close. */
  end(code = 1006, reason = ''): void {
    if (this.readyState === 3) return;
    this.readyState = 3;
    this.onclose?.({ code, reason });
  }

  /** The network has broken, or the server can not be reached. */
  fail(): void {
    if (this.readyState === 3) return;
    this.readyState = 3;
    this.onerror?.('failed');
    this.onclose?.({ code: 1006, reason: '' });
  }
}
