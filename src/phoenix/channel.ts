import type { ChannelRef } from '../machines/channel/channel.ref.ts';
import type { Frame } from '../protocol/frame.ts';
import type { Ref } from './bindings.ts';
import { follow } from './channel.follow.ts';
import type { ChannelSocket } from './channel.socket.ts';
import { ChannelStates } from './channel.states.ts';
import { closure } from './endpoint.ts';
import type { Hosted } from './host.ts';
import { Life } from './life.ts';
import { Outgoing } from './outgoing.ts';
import type { Params } from './phoenix.types.ts';
import { JoinPush, Push } from './push.ts';
import { tearDown } from './tear.down.ts';
import { Wait } from './waits.ts';

/** A topic: `socket.channel(topic, params)`. Behind it is an actor of `channelMachine`: its `ref`. */
export class Channel extends ChannelStates {
  params: () => object;
  timeout: number;
  joinedOnce = false;
  joinPush: Push;
  /** The pushes that wait until the topic is joined. */
  pushBuffer: { send(): void }[] = [];
  stateChangeRefs: string[] = [];
  rejoinTimer: Wait;
  #leavePush: Push | null = null;
  readonly #life: Life;

  constructor(topic: string, params: Params, socket: ChannelSocket) {
    super(topic, socket);
    this.params = closure(params || {});
    this.timeout = socket.timeout;
    this.joinPush = new JoinPush(this, 'phx_join', this.params, this.timeout);
    this.rejoinTimer = new Wait(
      () => void (socket.isConnected() && this.rejoin()),
      (tries) => socket.rejoinAfterMs(tries),
      () => socket.clock,
    );
    this.#life = this.#newLife();
    follow(this, this.#life);
  }

  /** The actor of the channel's chart; null before the first join. */
  get ref(): ChannelRef | null {
    return this.#life.ref;
  }

  /**
   * Joins the topic, and again whenever that is needed.
   *
   * @throws When it is called for the second time.
   */
  join(timeout = this.timeout): Push {
    if (this.joinedOnce)
      throw new Error("tried to join multiple times. 'join' can only be called a single time per channel instance");
    this.timeout = timeout;
    this.joinedOnce = true;
    this.rejoin();
    return this.joinPush;
  }

  /**
   * Sends an event to the topic, now or when it is joined.
   *
   * @throws When `join()` was not called.
   */
  push(event: string, payload: object = {}, timeout = this.timeout): Push {
    if (!this.joinedOnce)
      throw new Error(
        `tried to push '${event}' to '${this.topic}' before joining. Use channel.join() before pushing events`,
      );
    const push = new Push(this, event, () => payload ?? {}, timeout);
    if (this.canPush()) push.send();
    else {
      push.startTimeout();
      this.pushBuffer.push(push);
    }
    return push;
  }

  /** Leaves the topic. It is closed at once, and the answer is `ok`. */
  leave(timeout = this.timeout): Push {
    this.rejoinTimer.reset();
    this.joinPush.cancelTimeout();
    this.state = 'leaving';
    const close = () => {
      if (this.socket.hasLogger()) this.socket.log('channel', `leave ${this.topic}`);
      this.trigger('phx_close', 'leave');
    };
    const push = this.#newLeave(timeout).receive('ok', close).receive('timeout', close);
    this.#leavePush = push;
    this.#life.leave();
    this.#leavePush = null;
    // The chart does not leave what is not joined. phoenix.js does.
    if (!push.sent) push.send();
    if (!this.canPush()) push.trigger('ok', {});
    return push;
  }

  /** Ends the channel at once, and tells nobody: neither the server, nor the callbacks. */
  teardown(): void {
    tearDown(this, this.#life);
  }

  override joinRef(): Ref {
    return this.joinPush.ref;
  }

  /** Joins again, at once. */
  rejoin(timeout = this.timeout): void {
    if (this.isLeaving()) return;
    this.socket.leaveOpenTopic(this.topic);
    this.state = 'joining';
    this.joinPush.timeout = timeout;
    this.joinPush.reset();
    this.#life.join();
  }

  #newLeave(timeout = this.timeout): Push {
    return new Push(this, 'phx_leave', () => ({}), timeout);
  }

  #newLife(): Life {
    const { socket } = this;
    const later = (task: () => void) => socket.afterwards.add(task);
    const joinTimeoutMs = () => this.joinPush.timeout;
    const hosted: Hosted = {
      joinTimeoutMs,
      isJoining: () => this.isJoining(),
      isConnected: () => socket.isConnected(),
      makeRef: () => socket.makeRef(),
      write: (frame) => later(() => this.#write(frame)),
      planRejoin: (attempt) => this.rejoinTimer.plan(attempt, socket.isConnected()),
      rejoinDue: () => later(() => this.rejoinTimer.fire()),
      joinExpired: () => later(() => this.joinPush.trigger('timeout', {})),
    };
    return new Life(
      () => this.topic,
      hosted,
      () => socket,
    );
  }

  /** Writes what the chart wants to be written: a join, a leave, or a push that was sent to the actor. */
  #write([, ref, , event, payload]: Frame): void {
    if (event === 'phx_join') this.joinPush.send(ref);
    else if (event === 'phx_leave') (this.#leavePush ?? this.#newLeave()).send(ref);
    else this.socket.push(new Outgoing(this, event, payload, ref));
  }
}
