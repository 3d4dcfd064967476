import type { Subscription } from 'xstate';
import { behind, endOf } from './await.ts';
import type { Outcome } from './awaitable.ts';
import { checkOptions } from './configuration.check.ts';
import { awaitRules } from './configuration.rules.ts';
import { ConfigurationError } from './errors.ts';
import { giveUpAnswer } from './give.up.ts';
import { assertNone, checkHeard, checkListener, type EventPattern, fitsPattern } from './heard.ts';
import { holds } from './holds.ts';
import type { Message } from './machines/channel/channel.events.ts';
import type { ChannelRef } from './machines/channel/channel.ref.ts';
import { guarded, shielded } from './machines/user.code.ts';
import { type AwaitOptions, wait } from './wait.ts';

/** The payload of a message unless its listener says otherwise: Phoenix only sends maps, or bytes (semantics 16). */
export type Payload = Readonly<Record<string, unknown>>;

/** A message whose payload has a type. */
export interface MessageOf<P> extends Message {
  readonly payload: P;
}

/** What is called with each message. */
export type MessageListener<P> = (payload: P, message: MessageOf<P>) => void;

/**
 * Listens to the messages of a topic, in order, whenever it is joined.
 *
 * @param event - The name of an event, where `'*'` hears all; or an expression or a function that the name has to fit. What
 *   a function throws is reported as `listener.failed`, and the message is not heard.
 * @param listener - One that throws is reported as `listener.failed` on the client, and harms nothing else.
 * @returns The undo.
 * @throws {@link ConfigurationError} when the event is none that can be heard, or the listener is no function.
 */
export function on<P = Payload>(room: ChannelRef, event: string, listener: MessageListener<P>): () => void;
export function on<P = unknown>(
  room: ChannelRef,
  event: string | EventPattern,
  listener: MessageListener<P>,
): () => void;
export function on<P>(room: ChannelRef, event: string | EventPattern, listener: MessageListener<P>): () => void {
  assertNone([...checkHeard(event), ...checkListener(listener)]);
  const { host, topic } = room.getSnapshot().context;
  const isName = typeof event === 'string';
  const subscription = subscribe<P>(room, event, (message) => {
    guarded(host, () => listener(message.payload, message), topic, isName ? event : message.event);
  });
  return () => subscription.unsubscribe();
}

/** @internal Listens to the messages whose event has a name, or fits a pattern. */
export function subscribe<P>(
  room: ChannelRef,
  event: string | EventPattern,
  listener: (message: MessageOf<P>) => void,
): Subscription {
  const { host, listeners } = room.getSnapshot().context;
  if (typeof event === 'string')
    return listeners.add(() =>
      room.on('message', ({ topic, event: name, payload, joinRef }) => {
        if (event === '*' || name === event) listener({ topic, event: name, payload: payload as P, joinRef });
      }),
    );
  return listeners.add(() =>
    room.on('message', ({ topic, event: name, payload, joinRef }) => {
      const fits = shielded(host, () => fitsPattern(name, event), topic, name);
      if (fits === true) listener({ topic, event: name, payload: payload as P, joinRef });
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
 * @param event - As for {@link on}; `'*'` takes any.
 * @throws {@link JoinError} `left`, `closed`, `refused` or `disconnected` once no message will come; `timeout` or
 *   `aborted` by the options.
 * @throws {@link ConfigurationError} when the event is none that can be heard, or an option is unusable; and whatever
 *   `where` throws.
 */
export function awaitMessage<P = Payload>(
  room: ChannelRef,
  event: string,
  options?: AwaitMessageOptions<P>,
): Promise<MessageOf<P>>;
export function awaitMessage<P = unknown>(
  room: ChannelRef,
  event: string | EventPattern,
  options?: AwaitMessageOptions<P>,
): Promise<MessageOf<P>>;
export function awaitMessage<P>(
  room: ChannelRef,
  event: string | EventPattern,
  options: AwaitMessageOptions<P> = {},
): Promise<MessageOf<P>> {
  const problems = [...checkHeard(event), ...checkOptions(options, awaitRules)];
  if (problems.length > 0) return Promise.reject(new ConfigurationError(problems));
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
  return wait({ ...behind(room), decide, listen, giveUp: giveUpAnswer(room, 'A message') }, options);
}

function fits<P>(message: MessageOf<P>, where: AwaitMessageOptions<P>['where']): boolean {
  return typeof where === 'function'
    ? where(message.payload, message)
    : where === undefined || holds(message.payload, where);
}
