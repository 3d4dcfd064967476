import type { ChannelEvent, LostReason } from '../machines/channel/channel.events.ts';
import type { ChannelListeners } from '../machines/channel/channel.listeners.ts';
import type { ChannelRef } from '../machines/channel/channel.ref.ts';
import { createChannel } from '../machines/channel/create.channel.ts';
import type { ClientRef } from '../machines/client/client.ref.ts';
import { earsOf, isHeard } from '../machines/listeners.ts';
import type { Afterwards } from './afterwards.ts';
import { asViews } from './beside.ts';
import type { Ref } from './bindings.ts';
import { Host, type Hosted } from './host.ts';
import { hostedLogic } from './hosted.logic.ts';
import type { PushResponse, SocketMessage } from './phoenix.types.ts';

/** What the life of a channel needs of its socket. */
export interface LifeOwner {
  readonly client: ClientRef;
  /** @internal */
  readonly afterwards: Afterwards;
}

/** The life of a channel: the actor of its chart, and what it is told. */
export class Life {
  readonly #topic: () => string;
  readonly #hosted: Hosted;
  readonly #owner: () => LifeOwner;
  #ref: ChannelRef | null = null;
  #host: Host | null = null;
  #listeners: ChannelListeners | null = null;
  #ears: ReturnType<typeof earsOf> = null;
  /** Whether the actor is being told something by its channel. */
  #isTelling = false;

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

  crashed(payload: unknown): void {
    this.#send({ type: 'channel.crashed', joinRef: null, payload });
  }

  lost(reason: LostReason): void {
    const loss = { type: 'connection.lost', reason } as const;
    this.#host?.announce(loss);
    this.#send(loss);
  }

  leave(): void {
    this.#send({ type: 'channel.leave' });
  }

  /** The channel is closed, and is not used again. */
  end(): void {
    this.#send({ type: 'channel.closed', joinRef: null });
    this.leave();
  }

  /** A message has come. The actor hears it if somebody listens there. Presences are kept for those who ask for them later. */
  received({ event, payload, join_ref: joinRef = null }: SocketMessage): void {
    if (this.#isHeard && !event.startsWith('phx_'))
      this.#send({ type: 'channel.message', joinRef, event, payload: asViews(payload) });
    else if (event.startsWith('presence_') && this.#state === 'joined')
      this.#listeners?.keep(this.#ref?.getSnapshot().context.joinRef ?? null, { event, payload });
  }

  /** A reply has come. It may be to a push that was sent to the actor. */
  replied(ref: Ref, { status, response }: PushResponse): void {
    if (this.#host?.takesReply(ref))
      this.#send({ type: 'channel.reply', joinRef: null, ref: ref ?? null, status, response: asViews(response) });
  }

  /** Whether anybody hears messages at the actor. */
  get #isHeard(): boolean {
    return Boolean(this.#listeners?.hearing.length) || (this.#ears !== null && isHeard(this.#ears, 'message'));
  }

  get #state() {
    const snapshot = this.#ref?.getSnapshot();
    return snapshot?.status === 'active' ? snapshot.value : undefined;
  }

  #begin(): void {
    const { client } = this.#owner();
    const { context, children } = client.getSnapshot();
    const { connection } = context;
    const topic = this.#topic();
    const host = new Host(this.#hosted, connection);
    const ref = createChannel(hostedLogic, {
      ...(children.channels && { parent: children.channels }),
      id: topic,
      input: { topic, host },
    });
    ref.on('join.failed', ({ error }) => {
      if (error.code === 'timeout') this.#hosted.joinExpired();
    });
    ref.subscribe(({ value }) => {
      if (!host.wasAsked() || this.#isTelling) return;
      this.#hosted.goAlong(value);
      this.#owner().afterwards.run();
    });
    this.#ref = ref;
    this.#host = host;
    this.#ears = earsOf(ref);
    this.#listeners = ref.getSnapshot().context.listeners;
    connection.topics.add(topic, ref);
    this.#tell(() => ref.start());
  }

  #send(event: ChannelEvent): void {
    const ref = this.#ref;
    if (ref && this.#state !== undefined) this.#tell(() => ref.send(event));
  }

  #tell(tell: () => void): void {
    const outer = this.#isTelling;
    this.#isTelling = true;
    try {
      tell();
    } finally {
      this.#isTelling = outer;
    }
    this.#owner().afterwards.run();
  }
}

function isQueued(state: unknown): boolean {
  return (
    typeof state === 'object' && state !== null && 'rejoin-waiting' in state && state['rejoin-waiting'] === 'queued'
  );
}
