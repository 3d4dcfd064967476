import type { ConnectError } from '../../errors.ts';
import { scrub } from '../../transport/scrub.ts';
import type { Transport, TransportRequest } from '../../transport/transport.ts';
import { isPromiseLike } from '../promise.ts';
import { shielded, type UserCodeOwner } from '../user.code.ts';
import { type Loss, lossOf } from './connect.failure.ts';

/** Who is told of the errors of an outlet. */
interface Owner extends Pick<UserCodeOwner, 'report'> {
  /** Nothing can be sent any more. */
  broken(error: ConnectError): void;
}

/** Writes to the transport of the present attempt, if there is one. Secrets are removed from what the transport throws. */
export class Outlet {
  readonly #owner: Owner;
  #transport: Transport | null = null;
  #request: TransportRequest | null = null;

  constructor(owner: Owner) {
    this.#owner = owner;
  }

  /** The transport of the present attempt; null if nothing can be sent. */
  get transport(): Transport | null {
    return this.#transport;
  }

  /** Sets the transport of the present attempt, and the request that it dials. */
  use(transport: Transport | null, request: TransportRequest | null = this.#request): void {
    this.#transport = transport;
    this.#request = request;
  }

  get bufferedAmount(): number {
    const amount: unknown = shielded(this, () => this.#transport?.bufferedAmount, null, 'transport');
    return typeof amount === 'number' && amount > 0 ? amount : 0;
  }

  send(data: string | ArrayBuffer): void {
    try {
      const sent: unknown = this.#transport?.send(data);
      if (isPromiseLike(sent)) this.#await(sent);
    } catch (error) {
      this.breaks(error, 'send');
    }
  }

  /** A transport of the user may send asynchronously, and fail later. */
  #await(sent: PromiseLike<unknown>): void {
    const transport = this.#transport;
    sent.then(undefined, (error) => {
      if (transport === this.#transport) this.breaks(error, 'send');
    });
  }

  /** Nothing can be sent any more. Drops the transport at once, so that pushes wait for the next one. */
  breaks(error: unknown, how: Loss): void {
    this.#transport = null;
    this.#owner.broken(lossOf(this.scrub(error), how));
  }

  /** Removes the secrets of the last request from what a transport or a serializer threw. */
  scrub(error: unknown): unknown {
    return scrub(error, this.#request);
  }

  report(error: unknown, topic: string | null, event: string): void {
    this.#owner.report(this.scrub(error), topic, event);
  }
}
