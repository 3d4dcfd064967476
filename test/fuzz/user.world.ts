import {
  type ChannelRef,
  type ClientRef,
  clientMachine,
  type Frame,
  interpret,
  join,
  on,
  type TransportFactory,
  type TransportSink,
} from 'xstate-phoenix';
import { TestClock } from 'xstate-phoenix/testing';
import { nextTask } from '../support/task.ts';
import { shown } from './shrink.ts';
import { assure, Flaw } from './target.ts';
import type { Act } from './user.acts.ts';

/** Milliseconds after which whatever was asked has an outcome, heartbeats included. */
const LONG_MS = 120_000;

const PHX_EVENTS: ReadonlySet<string> = new Set(['phx_join', 'phx_leave', 'phx_reply', 'phx_close', 'phx_error']);

/** A client with which a user may do anything, and a topic that this user does not know: the witness. */
export class UserWorld {
  readonly clock = new TestClock();
  readonly client: ClientRef;
  readonly witness: ChannelRef;
  #room: ChannelRef;
  #sink: TransportSink | null = null;
  #heard = 0;
  #flaws: Flaw[] = [];
  #open = 0;

  constructor(listens: boolean) {
    this.client = interpret(clientMachine, {
      clock: this.clock,
      input: { url: 'ws://server.test/socket', transport: this.#transport, jitter: 0, maxBufferedAmount: 1_000 },
    });
    this.client.subscribe({ error: () => {} });
    if (listens)
      this.client.on('listener.failed', ({ event, error }) => {
        // The supervisor reports that a channel which threw is gone.
        if (event === 'channel') this.#flaws.push(new Flaw(`a topic has failed: ${shown(error)}`, { cause: error }));
      });
    this.client.start();
    this.witness = join(this.client, 'witness');
    on(this.witness, 'still there?', () => {
      this.#heard += 1;
    });
    this.#room = join(this.client, 'room:used');
    this.#sink?.opened();
  }

  /** Does what a user does, and notes how it ends. */
  act(act: Act): void {
    const { status, error } = this.#room.getSnapshot();
    assure(status !== 'error', () => `the topic has failed: ${shown(error)}`);
    if (status !== 'active') this.#room = join(this.client, 'room:used');
    try {
      const outcome = act.do({ client: this.client, room: this.#room });
      if (!(outcome instanceof Promise)) return;
      this.#open += 1;
      outcome.then(
        () => this.#settle(),
        (error: unknown) => this.#settle(act, error),
      );
    } catch (error) {
      this.#judge(act, error);
    }
  }

  #settle(act?: Act, error?: unknown): void {
    this.#open -= 1;
    if (act) this.#judge(act, error);
  }

  #judge({ words, errors }: Act, error: unknown): void {
    if (error instanceof Error && errors.includes(error.name)) return;
    this.#flaws.push(new Flaw(`${words} failed with what is not documented: ${shown(error)}`, { cause: error }));
  }

  /** Lets settled promises call their callbacks, and then the frames that wait for those. */
  async rest(): Promise<void> {
    for (let turn = 0; turn < 10; turn += 1) await null;
    const { inbox } = this.client.getSnapshot().context.connection;
    while (inbox.isHeld) await nextTask();
  }

  /** The client lives, and the witness has not noticed anything. */
  async check(): Promise<void> {
    const [flaw] = this.#flaws;
    if (flaw) throw flaw;
    const { status, error } = this.client.getSnapshot();
    assure(status === 'active', () => `the client is ${status}: ${shown(error)}`);
    this.#reconnect();
    await this.rest();
    const { value } = this.witness.getSnapshot();
    assure(value === 'joined', () => `a topic that was not touched is ${JSON.stringify(value)}`);
    const before = this.#heard;
    this.#say(null, null, 'witness', 'still there?', {});
    assure(this.#heard === before + 1, () => `a message was heard ${this.#heard - before} times`);
  }

  /** Brings the connection back, even if the user has disconnected, or the page was suspended. */
  #reconnect(): void {
    const { client, clock } = this;
    if (client.getSnapshot().matches('disconnecting')) this.#sink?.closed({ code: 1000, reason: '' });
    if (client.getSnapshot().matches('disconnected')) client.send({ type: 'client.connect' });
    // A page that is suspended waits until it is shown or somebody connects, and a paused one for a minute.
    if (client.getSnapshot().matches({ 'reconnect-waiting': 'suspended' })) client.send({ type: 'client.connect' });
    if (client.getSnapshot().matches('reconnect-waiting')) clock.increment(client.getSnapshot().context.retryInMs);
    if (client.getSnapshot().matches('connecting')) this.#sink?.opened();
    const { value } = client.getSnapshot();
    assure(client.getSnapshot().matches('connected'), () => `the client is ${JSON.stringify(value)}`);
  }

  /** Whatever was asked has an outcome in the end, and nothing is left behind. */
  async conclude(): Promise<void> {
    for (let left = 3; left > 0; left -= 1) {
      this.#run(LONG_MS);
      await this.rest();
    }
    await this.check();
    this.client.stop();
    for (let turn = 0; turn < 10; turn += 1) await null;
    const [flaw] = this.#flaws;
    if (flaw) throw flaw;
    assure(this.#open === 0, () => `${this.#open} promises were never settled`);
    assure(this.clock.timers === 0, () => `${this.clock.timers} timers have outlived the client`);
  }

  /** Time passes, timer by timer; there are not many in a world as small as this. */
  #run(ms: number): void {
    const end = this.clock.now() + ms;
    for (let steps = 0; steps < 500 && this.clock.step(end); steps += 1) this.#reconnect();
  }

  readonly #transport: TransportFactory = (_, sink) => {
    this.#sink = sink;
    return {
      send: (data) => {
        if (typeof data === 'string') this.#hear(JSON.parse(data) as Frame);
      },
      close: () => {},
    };
  };

  /** Whatever a user does, the client sends only frames of the protocol. */
  #hear(frame: Frame): void {
    const [joinRef, ref, topic, event, payload] = frame;
    const isOwn = topic === 'phoenix' && event === 'heartbeat' && joinRef === null;
    const isJoin = event === 'phx_join' && ref === joinRef;
    const isPush = !PHX_EVENTS.has(event) || (event === 'phx_leave' && JSON.stringify(payload) === '{}');
    const isOfTopic = topic !== '' && topic !== 'phoenix' && event !== '' && joinRef !== null && (isJoin || isPush);
    if (isOwn || isOfTopic) this.#answer(frame);
    else this.#flaws.push(new Flaw(`the client wrote ${JSON.stringify(frame).slice(0, 200)}`));
  }

  /** A server that lets everybody in, and says yes to everything, some of the time. */
  #answer([joinRef, ref, topic, event]: Frame): void {
    const isAnswered = event === 'phx_join' || event === 'phx_leave' || event === 'heartbeat' || Number(ref) % 2 === 0;
    if (isAnswered) this.#say(joinRef, ref, topic, 'phx_reply', { status: 'ok', response: {} });
  }

  #say(...frame: Frame): void {
    this.#sink?.received(JSON.stringify(frame));
  }
}
