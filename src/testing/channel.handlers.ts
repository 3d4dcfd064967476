import type { ChannelHost } from './channel.host.ts';
import type { HandleResult, JoinResult } from './channel.results.ts';
import type { Channel, ChannelHandlers, TerminateReason } from './channel.types.ts';
import type { HeldJoin } from './held.ts';
import { settle } from './settle.ts';

/** All four handlers of a channel. If `join` or `terminate` throws, the outcome is that of Phoenix. */
export class GuardedHandlers implements Required<ChannelHandlers> {
  readonly #handlers: ChannelHandlers;
  readonly #host: Pick<ChannelHost, 'crashed'>;

  constructor(handlers: ChannelHandlers, host: Pick<ChannelHost, 'crashed'>) {
    this.#handlers = handlers;
    this.#host = host;
  }

  /** If `join` throws, the client gets the error reply `{reason: "join crashed"}`, as in Phoenix. */
  join(params: unknown, channel: Channel): JoinResult | HeldJoin | Promise<JoinResult | HeldJoin> {
    return settle<JoinResult | HeldJoin, JoinResult | HeldJoin>(
      () => this.#handlers.join(params, channel),
      (result) => result,
      (error) => {
        this.#host.crashed(error, channel);
        return { error: { reason: 'join crashed' } };
      },
    );
  }

  handleIn(event: string, payload: unknown, channel: Channel): HandleResult | Promise<HandleResult> {
    if (!this.#handlers.handleIn) throw new Error(`The channel of ${channel.topic} has no handleIn.`);
    return this.#handlers.handleIn(event, payload, channel);
  }

  handleInfo(message: unknown, channel: Channel): HandleResult | Promise<HandleResult> {
    return this.#handlers.handleInfo?.(message, channel);
  }

  terminate(reason: TerminateReason, channel: Channel): void {
    try {
      this.#handlers.terminate?.(reason, channel);
    } catch (error) {
      if (error instanceof Error) this.#host.crashed(error, channel);
    }
  }
}
