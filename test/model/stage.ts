import { type Channel, type ChannelHandlers, HeldJoin, type JoinResult } from 'xstate-phoenix/testing';

/** A push as the server's channel got it. */
export interface StagedPush {
  readonly topic: string;
  readonly event: string;
  readonly payload: unknown;
  reply(status: string, response?: unknown): void;
}

interface Asked {
  readonly joinRef: string | null;
  readonly held: HeldJoin;
}

/** The channels of a server that a path plays: they answer when they are told to, and in no other way. */
export class Stage {
  readonly pushes: StagedPush[] = [];
  readonly #asked = new Map<string, Asked[]>();
  readonly #live = new Map<string, Channel>();

  readonly channels: Readonly<Record<string, ChannelHandlers>> = {
    '*': {
      join: (_, channel) => {
        const held = new HeldJoin();
        const { topic, joinRef } = channel;
        const asked = this.#asked.get(topic) ?? [];
        asked.push({ joinRef: String(joinRef), held });
        this.#asked.set(topic, asked);
        this.#live.set(topic, channel);
        return held;
      },
      handleIn: (event, payload, channel) => {
        const name = channel.socketRef();
        const reply = (status: string, response: unknown = {}) => channel.reply(name, status, response);
        this.pushes.push({ topic: channel.topic, event, payload, reply });
        return undefined;
      },
    },
  };

  /**
   * Answers the join with that ref. Those before it are answered with ok, as the frames of a topic are handled in order.
   *
   * @throws Error while the server has not got it.
   */
  answer(topic: string, joinRef: string | null, result: JoinResult): void {
    for (;;) {
      const next = this.#asked.get(topic)?.shift();
      if (!next) throw new Error(`The server has no join ${joinRef} of "${topic}" to answer.`);
      const isWanted = next.joinRef === joinRef;
      next.held.answer(isWanted ? result : { ok: {} });
      if (isWanted) return;
    }
  }

  /** Answers all joins of a topic that wait with ok, so that what stands behind them is handled, too. */
  release(topic: string): void {
    const asked = this.#asked.get(topic) ?? [];
    for (let next = asked.shift(); next; next = asked.shift()) next.held.answer({ ok: {} });
  }

  /** The channel of the last join of a topic. @throws Error where there was none. */
  channel(topic: string): Channel {
    const channel = this.#live.get(topic);
    if (!channel) throw new Error(`The server knows no channel of "${topic}".`);
    return channel;
  }

  /** The last push with an event. @throws Error while the server has not got it. */
  push(event: string): StagedPush {
    const push = this.pushes.findLast((candidate) => candidate.event === event);
    if (!push) throw new Error(`The server has got no push "${event}".`);
    return push;
  }
}
