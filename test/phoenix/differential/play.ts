import type { Channel } from 'xstate-phoenix/phoenix';
import { isRecord } from '../../../src/values.ts';
import type { Phoenix } from '../support/npm.ts';
import { PhoenixWorld } from '../support/world.ts';
import type { Act } from './acts.ts';

/** Milliseconds that the other side takes to answer a close: phoenix.js looks after so many. */
const CLOSE_MS = 150;
/** So many retries in a row are those of phoenix.js. */
const PATIENCE = 3;

/** What was sent, told and shown, in order. */
export interface Played {
  readonly log: readonly string[];
  /** The part of the log in which the retries do not follow our own law, but that of phoenix.js. */
  readonly comparable: number;
}

/** Plays acts: with phoenix.js, or with ours. */
export function play(acts: readonly Act[], phoenix?: Phoenix): Played {
  const game = new Game(phoenix);
  const { log } = game.world;
  let comparable: number | undefined;
  for (const [index, act] of acts.entries()) {
    log.push(`-- ${index}: ${JSON.stringify(act)}`);
    try {
      game.world.act(() => game.play(act));
    } catch (error) {
      game.world.note('throws', error instanceof Error ? error.message : error);
    }
    if (!phoenix && game.attempts > PATIENCE) comparable ??= log.lastIndexOf(`-- ${index}: ${JSON.stringify(act)}`);
    game.look();
  }
  return { log, comparable: comparable ?? Number.POSITIVE_INFINITY };
}

class Game {
  readonly world: PhoenixWorld;
  readonly channels: Channel[] = [];
  readonly #reactions = new Map<Channel, Extract<Act, { act: 'channel' }>['reactions']>();
  /** The most retries in a row that one of our charts has counted. */
  attempts = 0;
  #isDisconnecting = false;
  readonly #answered = new Set<unknown>();

  constructor(phoenix?: Phoenix) {
    this.world = new PhoenixWorld(
      {
        inspect: (event) => {
          if (event.type === '@xstate.snapshot') this.attempts = Math.max(this.attempts, attemptOf(event.snapshot));
        },
      },
      phoenix,
      CLOSE_MS,
    );
    const { socket } = this.world;
    this.world.act(() => {
      socket.onOpen(() => this.world.note('socket open'));
      socket.onClose((event) => this.world.note('socket close', event?.code, socket.isConnected()));
      socket.onError((error) => this.world.note('socket error', error));
      socket.onMessage(({ topic, event, ref }) => this.world.note('socket message', topic, event, ref));
    });
  }

  play(act: Act): void {
    const { world } = this;
    const { socket } = world;
    const conn = world.conns.at(-1);
    switch (act.act) {
      case 'connect':
        socket.connect();
        return;
      case 'disconnect':
        this.#disconnect(1000, 'bye');
        return;
      case 'ping':
        world.note(
          'pings',
          socket.ping((rttMs) => world.note('pong', rttMs)),
        );
        return;
      case 'raw':
        socket.push({ topic: 'raw', event: 'raw', payload: {}, ref: socket.makeRef() });
        return;
      case 'channel':
        this.#newChannel(act);
        return;
      case 'open':
        conn?.open();
        return;
      case 'fail':
        if (conn?.isAlive) conn.fail();
        return;
      case 'end':
        if (conn?.readyState === 1) conn.end(act.code);
        return;
      case 'pass':
        world.clock.increment(act.ms);
        return;
      case 'answer':
        this.#answer(act.frame, act.status);
        return;
      default:
        this.#ofChannel(act, this.channels[act.channel % Math.max(this.channels.length, 1)]);
        return;
    }
  }

  /** Notes what a program can see. */
  look(): void {
    const { socket } = this.world;
    const states = this.channels.map(({ topic, state, pushBuffer }) => `${topic}:${state}:${pushBuffer.length}`);
    this.world.note(socket.connectionState(), ...states, 'open', socket.channels.length);
  }

  #ofChannel(act: Extract<Act, { channel: number }>, channel: Channel | undefined): void {
    if (!channel) return;
    const { world } = this;
    const name = this.#nameOf(channel);
    switch (act.act) {
      case 'join': {
        const join = channel.join();
        for (const status of ['ok', 'error', 'timeout'])
          join.receive(status, () => this.#told(channel, `join ${status}`));
        return;
      }
      case 'leave':
        channel.leave().receive('ok', () => world.note(name, 'left'));
        return;
      case 'rejoin':
        // Not while phoenix.js waits to join it again, which it would do besides.
        if (channel.isErrored() && !world.socket.isConnected() && world.socket.channels.includes(channel))
          channel.rejoin();
        return;
      case 'off':
        channel.off('news');
        return;
      case 'push':
        this.#push(channel, act.timeoutMs);
        return;
      case 'say':
        // Neither a channel that was not joined, nor the end of a join, is what phoenix.js is prepared for.
        if (!channel.joinedOnce || (act.event !== 'news' && !this.#isJoined(channel.topic))) return;
        world.conn.say(act.isLive ? (channel.joinRef() ?? null) : null, null, channel.topic, act.event, {
          n: 1,
        });
    }
  }

  #newChannel({ topic, reactions }: Extract<Act, { act: 'channel' }>): void {
    const channel = this.world.socket.channel(`room:${topic}`, { token: topic });
    this.channels.push(channel);
    this.#reactions.set(channel, reactions);
    channel.on('news', () => this.#told(channel, 'news'));
    channel.onError((reason) => {
      this.world.note(this.#nameOf(channel), JSON.stringify(reason), this.world.socket.isConnected());
      this.#told(channel, 'error');
    });
    channel.onClose((reason) => {
      this.world.note(this.#nameOf(channel), JSON.stringify(reason));
      this.#told(channel, 'close');
    });
  }

  #push(channel: Channel, timeoutMs: number): void {
    const push = channel.push('echo', { n: 1 }, timeoutMs);
    for (const status of ['ok', 'error', 'timeout', 'later'])
      push.receive(status, () => this.#told(channel, `push ${status}`));
  }

  #told(channel: Channel, what: string): void {
    const { world } = this;
    world.note(this.#nameOf(channel), what, channel.state);
    switch (this.#reactions.get(channel)?.[what]) {
      case 'leaves':
        channel.leave();
        return;
      case 'pushes':
        if (world.log.length < 3_000) this.#push(channel, 3_000);
        return;
      case 'joins another':
        if (this.channels.length < 12) {
          this.#newChannel({ act: 'channel', topic: 1, reactions: {} });
          this.#ofChannel({ act: 'join', channel: 0 }, this.channels.at(-1));
        }
        return;
      case 'disconnects':
        this.#disconnect();
    }
  }

  /** Whether all channels of a topic are joined. */
  #isJoined(topic: string): boolean {
    return this.world.socket.channels.every((channel) => channel.topic !== topic || channel.isJoined());
  }

  #disconnect(...closing: [number?, string?]): void {
    // phoenix.js looks every 150 ms whether a connection has closed. We hear it.
    if (this.#isDisconnecting || this.world.socket.connectionState() === 'closing') return;
    this.#isDisconnecting = true;
    this.world.socket.disconnect(
      () => {
        this.#isDisconnecting = false;
        this.world.note('disconnected');
      },
      ...closing,
    );
  }

  #nameOf(channel: Channel): string {
    return `channel ${this.channels.indexOf(channel)}`;
  }

  /** Answers one of the frames that were not answered yet. */
  #answer(index: number, status: string): void {
    const { conn } = this.world;
    const open = conn.frames.filter((frame) => !this.#answered.has(frame) && frame[1] !== null);
    const frame = open[index % Math.max(open.length, 1)];
    if (!frame) return;
    this.#answered.add(frame);
    conn.reply(frame, frame[3] === 'phx_join' && status === 'later' ? 'ok' : status);
  }
}

function attemptOf(snapshot: object): number {
  const context: unknown = Reflect.get(snapshot, 'context');
  return isRecord(context) && typeof context.attempt === 'number' ? context.attempt : 0;
}
