import type { ChannelRef } from './machines/channel/channel.ref.ts';

/** Does nothing. Only builds with the export condition `development` warn. */
export function warnUnheard(_room: ChannelRef, _error: Error): void {}
