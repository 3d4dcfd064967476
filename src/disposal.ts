import { disconnect } from './client.ts';
import { type AsyncEnding, ending } from './ending.ts';
import type { ChannelRef } from './machines/channel/channel.ref.ts';
import type { ClientRef } from './machines/client/client.ref.ts';
import { leave } from './topic.ts';

/**
 * Leaves a topic at the end of a block, however that ends: `await using _ = leaving(room)`.
 *
 * Its end waits as {@link leave} does, and rejects never.
 */
export function leaving(room: ChannelRef): AsyncEnding {
  return ending(() => leave(room));
}

/**
 * Disconnects a client at the end of a block, however that ends, and stops it for good: `await using _ = stopping(client)`.
 *
 * Its end waits as {@link disconnect} does, and rejects never.
 */
export function stopping(client: ClientRef & { stop(): unknown }): AsyncEnding {
  return ending(async () => {
    // Somebody may connect again meanwhile; the client ends all the same.
    await disconnect(client).catch(() => {});
    client.stop();
  });
}
