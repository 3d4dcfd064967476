import type { Subscription } from 'xstate';
import { behind, endOf, giveUpJoin } from './await.ts';
import type { Outcome } from './awaitable.ts';
import { holds } from './holds.ts';
import type { Message } from './machines/channel/channel.events.ts';
import type { ChannelRef } from './machines/channel/channel.ref.ts';
import { guarded } from './machines/user.code.ts';
import { type AwaitOptions, wait } from './wait.ts';

/** The payload of a message unless its listener says otherwise: Phoenix only sends maps, or bytes (semantics 16). */
export type Payload = Readonly<Record<string, unknown>>;

/** A message whose payload has a type. */
export interface MessageOf<P> extends Message {
  readonly payload: P;
}

/**
 * Listens to the messages of a topic, in order, whenever it is joined.
 *
 * @param event - The name of an event; `'*'` hears all.
 * @param listener - One that throws is reported as `listener.failed` on the client, and harms nothing else.
 * @returns The undo.
 */
export function on<P = Payload>(
  room: ChannelRef,
  event: string,
  listener: (payload: P, message: MessageOf<P>) => void,
): () => void {
  const { host, topic } = room.getSnapshot().context;
  const subscription = subscribe<P>(room, event, (message) => {
    guarded(host, () => listener(message.payload, message), topic, event);
  });
  return () => subscription.unsubscribe();
}

/** @internal Listens to the messages that have the name of an event. */
export function subscribe<P>(room: ChannelRef, event: string, listener: (message: MessageOf<P>) => void): Subscription {
  const { listeners } = room.getSnapshot().context;
  return listeners.add(() =>
    room.on('message', ({ topic, event: name, payload, joinRef }) => {
      if (event === '*' || name === event) listener({ topic, event: name, payload: payload as P, joinRef });
    }),
  );
}

/** Which message to wait for. */
export interface AwaitMessageOptions<P = Payload> extends AwaitOptions {
  /**
   * A part that the payload must have, nested as deep as it is given (a list has the items it begins with), or a
   * function that says yes.
   */
  readonly where?: Partial<P> | ((payload: P, message: MessageOf<P>) => boolean);
}

/**
 * Waits for one message.
 *
 * @param event - The name of an event; `'*'` takes any.
 * @throws {@link JoinError} `left`, `closed`, `refused` or `disconnected` once no message will come; `timeout` or
 *   `aborted` by the options.
 * @throws {@link ConfigurationError} when an option is unusable; and whatever `where` throws.
 */
export function awaitMessage<P = Payload>(
  room: ChannelRef,
  event: string,
  options: AwaitMessageOptions<P> = {},
): Promise<MessageOf<P>> {
  const decide = (isStopped: boolean): Outcome<MessageOf<P>> | undefined => {
    const error = endOf(room, isStopped);
    return error === undefined ? undefined : { error };
  };
  const listen = (settle: (outcome: Outcome<MessageOf<P>>) => void) =>
    subscribe<P>(room, event, (message) => {
      try {
        if (fits(message, options.where)) settle({ value: message });
      } catch (error) {
        settle({ error });
      }
    });
  return wait({ ...behind(room), decide, listen, giveUp: giveUpJoin(room) }, options);
}

function fits<P>(message: MessageOf<P>, where: AwaitMessageOptions<P>['where']): boolean {
  return typeof where === 'function'
    ? where(message.payload, message)
    : where === undefined || holds(message.payload, where);
}
