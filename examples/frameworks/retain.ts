import { type ChannelRef, type ClientRef, join, leave } from 'xstate-phoenix';

const users = new WeakMap<ChannelRef, number>();

/** The channel of a topic that several components use: it is left when the last of them has released it. */
export function retain(client: ClientRef, topic: string) {
  const room = join(client, topic);
  const count = (change: number) => users.set(room, (users.get(room) ?? 0) + change);
  count(1);
  return {
    room,
    release() {
      count(-1);
      // A component that takes its place in the same task finds the topic still joined.
      queueMicrotask(() => {
        if (users.get(room) === 0) void leave(room);
      });
    },
  };
}
