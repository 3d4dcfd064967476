import type { ChannelState } from '../machines/channel/channel.ref.ts';
import type { Frame } from '../protocol/frame.ts';
import type { Followed } from './channel.follow.ts';
import type { Hosted } from './host.ts';
import { Outgoing } from './outgoing.ts';

/** A channel, as its actor's host needs it. */
export interface HostedChannel extends Followed {
  leave(): unknown;
}

/** What the chart of a channel asks of it. `write` writes joins and leaves. */
export function hostedBy(channel: HostedChannel, write: (frame: Frame) => void): Hosted {
  const { socket } = channel;
  const later = (task: () => void) => socket.afterwards.add(task);
  return {
    joinTimeoutMs: () => channel.joinPush.timeout,
    mayJoin: () => channel.isJoining() || channel.isJoined(),
    isConnected: () => socket.isConnected(),
    makeRef: () => socket.makeRef(),
    write: (frame) => later(() => write(frame)),
    send: ([, ref, , event, payload], watched) => socket.push(new Outgoing(channel, event, payload, ref, watched)),
    planRejoin: (attempt) => channel.rejoinTimer.plan(attempt, socket.isConnected()),
    rejoinDue: () => later(() => channel.rejoinTimer.fire()),
    joinExpired: () => later(() => channel.joinPush.trigger('timeout', {})),
    goAlong: (state) => goAlong(channel, state),
  };
}

/** Does with a channel what somebody has asked of its actor: `leave(channel.ref)` or `rejoin(channel.ref)`. */
function goAlong(channel: HostedChannel, state: ChannelState): void {
  if (state === 'leaving' || state === 'left') {
    if (!channel.isLeaving() && !channel.isClosed()) channel.leave();
  } else if (state === 'joining') {
    if (!channel.isJoined()) return;
    channel.state = 'joining';
    channel.joinPush.reset();
  } else if (isOffline(state) && channel.isErrored() && channel.socket.isConnected()) channel.rejoin();
}

function isOffline(state: ChannelState): boolean {
  return typeof state === 'object' && state['rejoin-waiting'] === 'offline';
}
