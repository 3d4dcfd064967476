import type { LostReason } from '../machines/channel/channel.events.ts';
import { isRecord } from '../values.ts';
import type { ChannelSocket } from './channel.socket.ts';
import type { ChannelStates } from './channel.states.ts';
import type { Life } from './life.ts';
import type { PushResponse } from './phoenix.types.ts';
import { Push } from './push.ts';
import type { Wait } from './waits.ts';

/** The parts of a channel that are needed. */
export interface Followed extends ChannelStates {
  readonly topic: string;
  readonly socket: ChannelSocket;
  readonly joinPush: Push;
  readonly rejoinTimer: Wait;
  readonly stateChangeRefs: string[];
  pushBuffer: { send(): void }[];
  rejoin(): void;
  replyEventName(ref: unknown): string;
}

/**
 * Registers what a channel itself does at its events, before the program can register anything: it sets its state, and tells
 * the chart. As in phoenix.js, a program can trigger these events, and take these callbacks away.
 */
export function follow(channel: Followed, life: Life): void {
  const { socket, joinPush } = channel;
  const log = (message: () => string, data?: unknown) => {
    if (socket.hasLogger()) socket.log('channel', message(), data);
  };
  channel.stateChangeRefs.push(
    socket.onError(() => channel.rejoinTimer.reset()),
    socket.onOpen(() => {
      channel.rejoinTimer.reset();
      if (!channel.isErrored()) return;
      life.lost('connection_closed');
      channel.rejoin();
    }),
  );
  joinPush.receive<unknown>('ok', (response) => {
    channel.state = 'joined';
    channel.rejoinTimer.reset();
    life.accepted(response);
    // One by one, so that one that can not be written does not keep the others.
    for (let push = channel.pushBuffer.shift(); push; push = channel.pushBuffer.shift()) push.send();
  });
  joinPush.receive<unknown>('error', (response) => {
    channel.state = 'errored';
    life.refused(response);
  });
  channel.on('phx_close', () => {
    channel.rejoinTimer.reset();
    log(() => `close ${channel.topic} ${channel.joinRef()}`);
    channel.state = 'closed';
    life.end();
    socket.remove(channel);
  });
  channel.on<unknown>('phx_error', (reason) => {
    log(() => `error ${channel.topic}`, reason);
    if (channel.isJoining()) joinPush.reset();
    channel.state = 'errored';
    const loss = socket.isConnected() ? undefined : lossOf(reason);
    if (loss) life.lost(loss);
    else life.crashed(reason);
  });
  joinPush.receive('timeout', () => {
    log(() => `timeout ${channel.topic} (${channel.joinRef()})`, joinPush.timeout);
    // The program has said so, and the chart still joins.
    if (life.ref?.getSnapshot().value === 'joining') {
      new Push(channel, 'phx_leave', () => ({}), joinPush.timeout).send();
      life.refused({});
    }
    channel.state = 'errored';
    joinPush.reset();
  });
  channel.on<PushResponse>('phx_reply', (response, ref) => {
    life.replied(ref, response);
    channel.trigger(channel.replyEventName(ref), response);
  });
}

/** Why the connection was lost; undefined if it was not. */
function lossOf(reason: unknown): LostReason | undefined {
  if (!isRecord(reason) || reason.source !== 'transport') return undefined;
  const { reason: why } = reason;
  return why === 'heartbeat_timeout' || why === 'connection_error' ? why : 'connection_closed';
}
