import type { PushWatcher, WatchedPush } from '../machines/channel/push.ts';
import type { Clock } from './afterwards.ts';
import { Outgoing, type Owner } from './outgoing.ts';
import type { PushResponse, SocketMessage, Untyped } from './phoenix.types.ts';
import { outcomeOf } from './push.outcome.ts';

/** What a push needs of its channel. */
export interface PushOwner extends Owner {
  readonly topic: string;
  readonly socket: {
    /** @internal */
    readonly clock: Clock;
    /** @internal Null while nobody watches. */
    readonly watcher?: PushWatcher | null;
    makeRef(): string;
    push(message: SocketMessage): void;
  };
  on<P>(event: string, callback: (payload: P) => void): number;
  off(event: string): void;
  trigger(event: string, payload?: unknown): void;
  replyEventName(ref: string): string;
}

/** What is done when a reply with a status has come. */
export interface ReceiveHook {
  status: string;
  callback(response: unknown): void;
}

/** The statuses of Phoenix' own. A channel may reply with others. */
export type PushStatus = 'error' | 'ok' | 'timeout';

/** A message that is to be answered. */
export class Push {
  readonly channel: PushOwner;
  event: string;
  payload: () => unknown;
  timeout: number;
  receivedResp: PushResponse | null = null;
  /** What waits for the answer; null if nothing does. */
  timeoutTimer: unknown = null;
  recHooks: ReceiveHook[] = [];
  sent = false;
  ref: string | null | undefined;
  refEvent: string | null = null;
  /** @internal What watches it until it is answered. */
  watched: WatchedPush | null = null;

  constructor(channel: PushOwner, event: string, payload: () => unknown, timeout: number) {
    this.channel = channel;
    this.event = event;
    this.payload = payload;
    this.timeout = timeout;
  }

  /** Sends it again, with another timeout. */
  resend(timeout: number): void {
    this.timeout = timeout;
    this.reset();
    this.send();
  }

  /** Sends it, unless it was in vain already. The time for the answer begins now. */
  send(ref?: string | null): void {
    if (this.hasReceived('timeout')) return;
    this.startTimeout(ref);
    this.sent = true;
    const { channel, event } = this;
    channel.socket.push(new Outgoing(channel, event, this.payload(), this.ref, this.watched));
  }

  /** Calls back when it is answered with a status, and at once if it was. Without an answer, the status is `timeout`. */
  receive<R = Untyped>(status: string, callback: (response: R) => void): this {
    const hook: ReceiveHook = { status, callback };
    if (this.hasReceived(status)) hook.callback(this.receivedResp?.response);
    this.recHooks.push(hook);
    return this;
  }

  /** Forgets the answer, so that it can be sent again. */
  reset(): void {
    this.cancelRefEvent();
    this.ref = null;
    this.refEvent = null;
    this.receivedResp = null;
    this.sent = false;
  }

  /** Is not sent any more, and waits for no answer. */
  destroy(): void {
    this.cancelRefEvent();
    this.cancelTimeout();
  }

  /** @internal Calls back for a status. */
  matchReceive({ status, response }: PushResponse): void {
    for (const hook of this.recHooks.filter((other) => other.status === status)) hook.callback(response);
  }

  cancelTimeout(): void {
    if (this.timeoutTimer !== null) this.stopTimer(this.timeoutTimer);
    this.timeoutTimer = null;
  }

  /** Draws a ref, and waits for the answer to it. */
  startTimeout(given?: string | null): void {
    const { socket, topic } = this.channel;
    if (socket.watcher && !this.event.startsWith('phx_'))
      this.watched ??= socket.watcher.pushes(topic, this.event, 'push');
    const ref = given ?? socket.makeRef();
    this.cancelTimeout();
    this.cancelRefEvent();
    this.ref = ref;
    this.refEvent = this.channel.replyEventName(ref);
    this.channel.on<PushResponse>(this.refEvent, (response) => {
      this.cancelRefEvent();
      this.cancelTimeout();
      this.receivedResp = response;
      const { watched } = this;
      this.watched = null;
      watched?.settled(outcomeOf(response, this.sent));
      this.matchReceive(response);
    });
    this.timeoutTimer = this.startTimer();
  }

  /** Acts as if it were answered. */
  trigger(status: string, response: unknown): void {
    this.channel.trigger(String(this.refEvent), { status, response });
  }

  hasReceived(status: string): boolean {
    return this.receivedResp?.status === status;
  }

  protected cancelRefEvent(): void {
    if (this.refEvent !== null) this.channel.off(this.refEvent);
  }

  /** Starts the wait for the answer. A push outlives its channel, whose chart can not wait for it. */
  protected startTimer(): unknown {
    return this.channel.socket.clock.setTimeout(() => this.trigger('timeout', {}), this.timeout);
  }

  protected stopTimer(timer: unknown): void {
    this.channel.socket.clock.clearTimeout(timer);
  }
}
