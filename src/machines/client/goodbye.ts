import type { ChannelRef } from '../channel/channel.ref.ts';
import { sendLeave } from '../channel/leave.ts';
import type { Topics } from './topics.ts';

/** Leaves all topics on the server, for a transport whose close the server does not notice. The channels do not change. */
export function leaveAll({ channels }: Topics): void {
  for (const channel of channels.values()) sendLeave(channel.getSnapshot().context);
}

/** Whether a push of any topic waits for its reply. */
export function awaitsReplies({ channels }: Topics): boolean {
  return [...channels.values()].some(isAwaiting);
}

function isAwaiting(channel: ChannelRef): boolean {
  return channel
    .getSnapshot()
    .context.pushes.pending()
    .some(({ sent }) => sent);
}
