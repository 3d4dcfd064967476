import { defaults } from '../configuration.ts';
import type { ChannelConfiguration, ChannelHost } from '../machines/channel/channel.host.ts';
import { JoinTurns } from '../machines/channel/join.turns.ts';
import type { Time } from '../machines/time.ts';
import type { UserCodeOwner } from '../machines/user.code.ts';
import type { Frame } from '../protocol/frame.ts';
import { v2 } from '../protocol/v2.ts';

/** What the chart of a channel asks of its {@link Channel}. */
export interface Hosted {
  /** Milliseconds that the present join has to be answered. */
  joinTimeoutMs(): number;
  /** Whether the program has asked for a join that the chart has not begun. */
  isJoining(): boolean;
  isConnected(): boolean;
  makeRef(): string;
  write(frame: Frame): void;
  /** Milliseconds before a retry. */
  planRejoin(attempt: number): number;
  /** They have passed. */
  rejoinDue(): void;
  /** A join has not been answered in time. */
  joinExpired(): void;
}

/** What a channel's chart needs of its client. */
export interface HostOwner extends UserCodeOwner {
  readonly time: Time;
}

/** The host of one channel's chart. The chart waits and counts; the channel joins, writes and tells. */
export class Host implements ChannelHost {
  readonly configuration: ChannelConfiguration;
  readonly watcher = null;
  readonly #hosted: Hosted;
  readonly #owner: HostOwner;
  readonly #joins: Turns;

  constructor(hosted: Hosted, owner: HostOwner) {
    this.#hosted = hosted;
    this.#owner = owner;
    this.#joins = new Turns(hosted, owner.time);
    this.configuration = {
      ...defaults,
      jitter: 0,
      serializer: v2(),
      rejoinAfterMs: (attempt) => hosted.planRejoin(attempt),
      shouldRejoin: ({ cause }) => cause !== 'closed',
    };
  }

  get time(): Time {
    return this.#owner.time;
  }

  get joins(): JoinTurns {
    return this.#joins;
  }

  /** A join is written at once: what is sent without a connection waits in the socket. */
  isOpen(): boolean {
    return this.#hosted.isJoining();
  }

  isWritable(): boolean {
    return this.#hosted.isConnected();
  }

  nextRef(): string {
    return this.#hosted.makeRef();
  }

  write(frame: Frame): void {
    this.#hosted.write(frame);
  }

  report(error: unknown, topic: string | null, event: string): void {
    this.#owner.report(error, topic, event);
  }

  drop(): void {}
}

/** The turn of a single channel. It has it when the program asks for it, and its time runs from then on. */
class Turns extends JoinTurns {
  readonly #hosted: Hosted;

  constructor(hosted: Hosted, time: Time) {
    super({ time, max: Number.POSITIVE_INFINITY, admit() {} });
    this.#hosted = hosted;
  }

  override get hasRoom(): boolean {
    return this.#hosted.isJoining();
  }

  override wait(): void {
    this.#hosted.rejoinDue();
  }

  /** The chart asks before it has begun, too. */
  override dueInMs(topic: string): number {
    return this.has(topic) ? super.dueInMs(topic) : this.#hosted.joinTimeoutMs();
  }

  override begin(topic: string): void {
    super.begin(topic, this.#hosted.joinTimeoutMs());
  }
}
