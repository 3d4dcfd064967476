import { type ChannelRef, type ClientRef, join, leave } from 'xstate-phoenix';

const users = new WeakMap<ChannelRef, number>();

/** Joins a topic for several components. It is left when the last of them has released it. */
export function retain(client: ClientRef, topic: string) {
  const room = join(client, topic);
  const count = (change: number) => users.set(room, (users.get(room) ?? 0) + change);
  count(1);
  return {
    room,
    release() {
      count(-1);
      // Wait for the end of the task: another component may use the topic by then.
      queueMicrotask(() => {
        if (users.get(room) === 0) void leave(room);
      });
    },
  };
}
