import type { ConnectError } from '../errors.ts';
import type { ClientFact } from '../machines/client/client.events.ts';
import type { WatchedAttempt } from '../machines/client/watcher.ts';
import { kindOf } from './error.kind.ts';
import { endOf, type Hub, type Span } from './hub.ts';
import { randomId } from './ids.ts';
import type { ConnectionCause } from './telemetry.types.ts';

/** The metadata of an attempt when it begins. */
export interface AttemptFacts {
  readonly attempt: number;
  readonly reconnect: boolean;
}

/** What `connect.failed` says about an attempt. */
interface Failure {
  readonly error: Pick<ConnectError, 'code' | 'cause'>;
  readonly httpStatus: number | undefined;
  readonly willRetry: boolean;
}

/** What `connection.lost` says about a connection. */
interface Loss {
  readonly code: number;
  readonly cause: ConnectionCause;
  readonly error: Pick<ConnectError, 'cause'> | null;
  readonly willRetry: boolean;
}

/** Used when the client emits no event. */
const abandoned: Failure = { error: { code: 'aborted' }, httpStatus: undefined, willRetry: false };
const stopped: Loss = { code: 1000, cause: 'stopped', error: null, willRetry: false };

/** One attempt to connect, and the life of its connection. */
export class AttemptSpan implements WatchedAttempt {
  readonly connectionId = randomId(2);
  readonly traceId: string;
  readonly #hub: Hub;
  readonly #facts: AttemptFacts;
  readonly #over: () => void;
  readonly #traffic = { framesIn: 0, framesOut: 0, bytesIn: 0, bytesOut: 0 };
  #connecting: Span | null;
  #life: Span | null = null;
  #closeCode = 1006;
  #loss: Loss | null = null;

  /** @param over - Called at the end. */
  constructor(hub: Hub, traceId: string, facts: AttemptFacts, over: () => void) {
    this.traceId = traceId;
    this.#hub = hub;
    this.#facts = facts;
    this.#over = over;
    this.#connecting = hub.begin(traceId, this.connectionId, null);
    const measurements = { timeMs: hub.time.wall() };
    hub.tell(this.#connecting, null, () => ({
      type: 'client.connect.start',
      measurements,
      metadata: { ...facts },
    }));
  }

  /** The span of the connection; null while it is not open. */
  get spanId(): string | null {
    return this.#life?.spanId ?? null;
  }

  counts(direction: 'In' | 'Out', bytes: number): void {
    this.#traffic[`frames${direction}`] += 1;
    this.#traffic[`bytes${direction}`] += bytes;
  }

  tells(fact: ClientFact): void {
    if (fact.type === 'transport.opened') this.#opens();
    if (fact.type === 'transport.closed') this.#closeCode = fact.code;
  }

  #opens(): void {
    const connecting = this.#connecting;
    if (connecting === null) return;
    const { attempt, reconnect } = this.#facts;
    this.#connecting = null;
    const measurements = endOf(connecting, this.#hub.time);
    this.#hub.tell(connecting, null, () => ({
      type: 'client.connect.stop',
      measurements,
      metadata: { attempt, reconnect },
    }));
    // A listener may have disconnected just now.
    if (this.#loss !== null) return;
    this.#life = this.#hub.begin(connecting.traceId, this.connectionId, connecting.spanId);
    const { timeMs } = measurements;
    this.#hub.tell(this.#life, null, () => ({
      type: 'connection.start',
      measurements: { timeMs },
      metadata: { reconnect },
    }));
  }

  fails({ error, httpStatus, willRetry }: Failure): void {
    const connecting = this.#connecting;
    if (connecting === null) return;
    this.#connecting = null;
    const measurements = endOf(connecting, this.#hub.time);
    this.#hub.tell(connecting, null, () => ({
      type: 'client.connect.exception',
      measurements,
      metadata: {
        ...this.#facts,
        code: error.code,
        error: kindOf(error),
        httpStatus: httpStatus ?? null,
        willRetry,
      },
    }));
  }

  /** The connection is lost. Only the first call counts. */
  loses({ code, cause, error, willRetry }: Loss): void {
    this.#loss ??= { code, cause, error, willRetry };
  }

  /** `disconnect()` was called, and the server may have answered with a close code; or the client was idle. */
  disconnects(isIdle: boolean): void {
    if (isIdle) this.loses({ ...stopped, cause: 'idle' });
    else this.loses({ code: this.#closeCode, cause: 'disconnected', error: null, willRetry: false });
  }

  ends(): void {
    this.fails(abandoned);
    this.loses(stopped);
    const [life, loss] = [this.#life, this.#loss ?? stopped];
    this.#life = null;
    if (life !== null) {
      const measurements = { ...endOf(life, this.#hub.time), ...this.#traffic };
      this.#hub.tell(life, null, () => ({
        type: 'connection.stop',
        measurements,
        metadata: { ...loss, error: kindOf(loss.error) },
      }));
    }
    this.#over();
  }
}
