import type { ConnectError } from '../../errors.ts';
import { scrub } from '../../transport/scrub.ts';
import type { Transport, TransportRequest } from '../../transport/transport.ts';
import { isPromiseLike } from '../promise.ts';
import { shielded, type UserCodeOwner } from '../user.code.ts';
import { lossOf } from './connect.failure.ts';

const CAN_NOT_SEND = 'The transport could not send';

/** What an outlet tells. */
interface Owner extends Pick<UserCodeOwner, 'report'> {
  /** Nothing can be sent any more. */
  broken(error: ConnectError): void;
}

/** The way out of a client: the transport of the present attempt, or none. What a transport throws comes out scrubbed. */
export class Outlet {
  readonly #owner: Owner;
  #transport: Transport | null = null;
  #request: TransportRequest | null = null;

  constructor(owner: Owner) {
    this.#owner = owner;
  }

  get isThere(): boolean {
    return this.#transport !== null;
  }

  /** The transport of the present attempt, or none, and what it dials. */
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
      this.breaks(error, CAN_NOT_SEND);
    }
  }

  /** A transport of somebody's may send in its own time, and fail in it. */
  #await(sent: PromiseLike<unknown>): void {
    const transport = this.#transport;
    sent.then(undefined, (error) => {
      if (transport === this.#transport) this.breaks(error, CAN_NOT_SEND);
    });
  }

  /** Nothing can be sent any more. The transport is let go of at once, so that pushes wait for the next one. */
  breaks(error: unknown, what: string): void {
    this.#transport = null;
    this.#owner.broken(lossOf(this.scrub(error), what));
  }

  /** What a transport or a serializer threw, as it may be shown: without the secrets of what was dialed last. */
  scrub(error: unknown): unknown {
    return scrub(error, this.#request);
  }

  report(error: unknown, topic: string | null, event: string): void {
    this.#owner.report(this.scrub(error), topic, event);
  }
}
