import { createActor } from 'xstate';
import type { ChannelEvent, LostReason } from '../machines/channel/channel.events.ts';
import { channelLogic } from '../machines/channel/channel.logic.ts';
import type { ChannelRef } from '../machines/channel/channel.ref.ts';
import type { ClientRef } from '../machines/client/client.ref.ts';
import type { Afterwards } from './afterwards.ts';
import { Host, type Hosted } from './host.ts';

/** What the life of a channel needs of its socket. */
export interface LifeOwner {
  readonly client: ClientRef;
  readonly afterwards: Afterwards;
}

/** The life of a channel: the actor of its chart, and what it is told. */
export class Life {
  readonly #topic: () => string;
  readonly #hosted: Hosted;
  readonly #owner: () => LifeOwner;
  #ref: ChannelRef | null = null;

  constructor(topic: () => string, hosted: Hosted, owner: () => LifeOwner) {
    this.#topic = topic;
    this.#hosted = hosted;
    this.#owner = owner;
  }

  /** The actor; null before the first join. */
  get ref(): ChannelRef | null {
    return this.#ref;
  }

  /** Begins a join, at once. */
  join(): void {
    const state = this.#state;
    if (state === undefined) this.#begin();
    else this.#send({ type: isQueued(state) ? 'join.admitted' : 'channel.rejoin' });
  }

  accepted(response: unknown): void {
    this.#send({ type: 'join.accepted', joinRef: null, response });
  }

  refused(response: unknown): void {
    this.#send({ type: 'join.refused', joinRef: null, response });
  }

  /** The program says that the join has taken too long. */
  expired(): void {
    if (this.#state !== 'joining') return;
    this.#hosted.write([null, null, this.#topic(), 'phx_leave', {}]);
    this.refused({});
  }

  crashed(payload: unknown): void {
    this.#send({ type: 'channel.crashed', joinRef: null, payload });
  }

  lost(reason: LostReason): void {
    this.#send({ type: 'connection.lost', reason });
  }

  leave(): void {
    this.#send({ type: 'channel.leave' });
  }

  /** The channel is closed, and is not used again. */
  end(): void {
    this.#send({ type: 'channel.closed', joinRef: null });
    this.leave();
  }

  get #state() {
    const snapshot = this.#ref?.getSnapshot();
    return snapshot?.status === 'active' ? snapshot.value : undefined;
  }

  #begin(): void {
    const { client, afterwards } = this.#owner();
    const { context, children } = client.getSnapshot();
    const topic = this.#topic();
    const ref = createActor(channelLogic, {
      ...(children.channels && { parent: children.channels }),
      id: topic,
      input: { topic, host: new Host(this.#hosted, context.connection) },
    });
    ref.on('join.failed', ({ error }) => {
      if (error.code === 'timeout') this.#hosted.joinExpired();
    });
    this.#ref = ref;
    ref.start();
    afterwards.run();
  }

  #send(event: ChannelEvent): void {
    if (this.#state === undefined) return;
    this.#ref?.send(event);
    this.#owner().afterwards.run();
  }
}

function isQueued(state: unknown): boolean {
  return (
    typeof state === 'object' && state !== null && 'rejoin-waiting' in state && state['rejoin-waiting'] === 'queued'
  );
}
