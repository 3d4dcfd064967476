import { channelMachine } from './channel.machine.ts';
import type { ChannelContext, ChannelEmitted, ChannelEvent, ChannelRef, ChannelSnapshot } from './channel.types.ts';
import { dropFrame, isLive, settleReply, toMessage, writePush } from './lane.ts';
import { failAll, lastWords } from './push.outcomes.ts';
import { isStop } from './stop.ts';

/**
 * The logic of a channel: the chart, with a lane for data in front of it.
 *
 * Data never changes the state of a joined channel, so a macrostep would only find that out anew for every message.
 * The lane does for it what the chart's own actions in `joined` do, and answers with the same snapshot; the inspector
 * sees the event all the same. It also settles what is pending when the actor is stopped or throws, for which charts
 * have no word.
 */
export const channelLogic = channelMachine.provide({});

const chart = channelLogic.transition;

channelLogic.transition = (snapshot, event, scope) => {
  if (isStop(event)) endPushes(snapshot.context, scope);
  try {
    if (snapshot.value === 'joined' && ride(snapshot.context, event, scope)) return snapshot;
    return chart(snapshot, event, scope);
  } catch (error) {
    if (isPush(event)) return reportPush(snapshot, event, error);
    endPushes(snapshot.context, scope);
    throw error;
  }
};

/** A push changes no state, so one that throws when it is looked at ends nothing but itself. */
function reportPush<S extends ChannelSnapshot>(snapshot: S, { type }: ChannelEvent, error: unknown): S {
  const { connection, topic } = snapshot.context;
  connection.report(error, topic, type);
  return snapshot;
}

function isPush({ type }: ChannelEvent): boolean {
  return type === 'channel.push' || type === 'channel.cast';
}

interface Lane {
  readonly self: Pick<ChannelRef, 'send'>;
  emit(event: ChannelEmitted): void;
}

/** Whether an event was data, and is dealt with. */
function ride(context: ChannelContext, event: ChannelEvent, { self, emit }: Lane): boolean {
  switch (event.type) {
    case 'channel.message':
      if (isLive(context, event)) emit(toMessage(context, event));
      else dropFrame(context, event);
      return true;
    case 'channel.reply':
      settleReply(context, event);
      return true;
    case 'channel.push':
    case 'channel.cast':
      writePush(context, event, self);
      return true;
    default:
      return false;
  }
}

function endPushes(context: ChannelContext, { emit }: Pick<Lane, 'emit'>): void {
  for (const failed of lastWords(context, 'disconnected')) emit(failed);
  failAll(context, 'disconnected');
}
