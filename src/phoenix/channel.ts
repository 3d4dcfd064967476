import type { ChannelRef } from '../machines/channel/channel.ref.ts';
import type { Frame } from '../protocol/frame.ts';
import type { Binding, Ref } from './bindings.ts';
import { follow } from './channel.follow.ts';
import { hostedBy } from './channel.hosted.ts';
import type { ChannelSocket } from './channel.socket.ts';
import { ChannelStates } from './channel.states.ts';
import { closure } from './endpoint.ts';
import { JoinPush } from './join.push.ts';
import { Life } from './life.ts';
import type { Params, SocketMessage } from './phoenix.types.ts';
import { Push } from './push.ts';
import { tearDown } from './tear.down.ts';
import { Wait } from './waits.ts';
import { isOurs, watchedCall } from './watched.call.ts';

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
      push.watched?.queued();
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

  /** @internal A message has come. */
  received(message: SocketMessage): void {
    this.#life.received(message);
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

  protected override call(binding: Binding, payload: unknown, ref: Ref, joinRef: Ref): void {
    const { watcher } = this.socket;
    if (watcher === null || isOurs(binding.event)) binding.callback(payload, ref, joinRef);
    else watchedCall(watcher.calls(this.topic, binding.event), () => binding.callback(payload, ref, joinRef));
  }

  #newLeave(timeout = this.timeout): Push {
    return new Push(this, 'phx_leave', () => ({}), timeout);
  }

  #newLife(): Life {
    const { socket } = this;
    return new Life(
      () => this.topic,
      hostedBy(this, (frame) => this.#write(frame)),
      () => socket,
    );
  }

  /** Writes what the chart wants to be written: a join or a leave. */
  #write([, ref, , event]: Frame): void {
    if (event === 'phx_join') this.joinPush.send(ref);
    else (this.#leavePush ?? this.#newLeave()).send(ref);
  }
}
