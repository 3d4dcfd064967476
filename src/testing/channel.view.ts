import type { ChannelHost } from './channel.host.ts';
import type { StopReason } from './channel.results.ts';
import type { Channel } from './channel.types.ts';
import { presenceOf } from './presence.ts';
import type { Subscriber } from './pubsub.ts';
import type { Ref, ServerFrame } from './wire.ts';

/** A message that handlers put into the mailbox of their own channel. */
export type OwnLetter =
  | { readonly type: 'info'; readonly message: unknown }
  | { readonly type: 'stop'; readonly reason: StopReason };

/** The process, as the object for its handlers sees it. */
export interface Viewed extends Subscriber {
  /** The ref of the push that is being handled. */
  readonly current: Ref;
  /** False after the end of the channel. Throws before the join is answered. */
  mayAct(): boolean;
  post(letter: OwnLetter): void;
}

/** Makes the object that handlers get. Its functions need no `this`, so a handler may destructure it. */
export function channelOf(process: Viewed, host: ChannelHost, joinRef: Ref): Channel {
  const { topic } = process;
  const { socket, serializer, pubsub } = host;
  const write = (frame: ServerFrame) => host.deliver({ frame, data: serializer.encode(frame) });
  const channel: Channel = {
    topic,
    joinRef,
    socket,
    assigns: { ...socket.assigns },
    get presence() {
      return presenceOf(channel, host.presence, () => process.mayAct());
    },
    push(event, payload = {}) {
      if (process.mayAct()) write([joinRef, null, topic, event, checked(payload)]);
    },
    broadcast(event, payload = {}) {
      if (process.mayAct()) pubsub.broadcast(topic, event, checked(payload));
    },
    broadcastFrom(event, payload = {}) {
      if (process.mayAct()) pubsub.broadcast(topic, event, checked(payload), process);
    },
    socketRef: () => ({ ref: process.current }),
    reply: ({ ref }, status, response = {}) => write([joinRef, ref, topic, 'phx_reply', { response, status }]),
    send: (message) => process.post({ type: 'info', message }),
    stop: (reason = 'normal') => process.post({ type: 'stop', reason }),
  };
  return channel;
}

function checked(payload: object): object {
  if (typeof payload !== 'object' || payload === null || Array.isArray(payload))
    throw new TypeError('A push or broadcast needs an object or bytes as its payload.');
  return payload;
}
