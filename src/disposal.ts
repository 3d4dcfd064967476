import { disconnect } from './client.ts';
import { type AsyncEnding, ending } from './ending.ts';
import type { ChannelRef } from './machines/channel/channel.ref.ts';
import type { ClientRef } from './machines/client/client.ref.ts';
import { leave } from './topic.ts';

/**
 * Leaves a topic at the end of a block, even if the block throws: `await using _ = leaving(room)`.
 *
 * The end of the block waits as {@link leave} does, and never rejects.
 */
export function leaving(room: ChannelRef): AsyncEnding {
  return ending(() => leave(room));
}

/**
 * Disconnects and stops a client at the end of a block, even if the block throws: `await using _ = stopping(client)`.
 *
 * The end of the block waits as {@link disconnect} does, and never rejects.
 */
export function stopping(client: ClientRef & { stop(): unknown }): AsyncEnding {
  return ending(async () => {
    // The disconnect is aborted if somebody connects again. The client is stopped in any case.
    await disconnect(client).catch(() => {});
    client.stop();
  });
}
