import type { Subscription } from 'xstate';
import { behind, endOf } from './await.ts';
import type { Outcome } from './awaitable.ts';
import { checkOptions } from './configuration.check.ts';
import { awaitRules } from './configuration.rules.ts';
import { ConfigurationError } from './errors.ts';
import { giveUpAnswer } from './give.up.ts';
import { checkHeard, checkListener, type EventPattern, fitsPattern } from './heard.ts';
import { holds } from './holds.ts';
import type { ChannelContext } from './machines/channel/channel.context.ts';
import type { Message } from './machines/channel/channel.events.ts';
import type { Hearing } from './machines/channel/channel.listeners.ts';
import type { ChannelRef } from './machines/channel/channel.ref.ts';
import { guarded, shielded } from './machines/user.code.ts';
import { assertNone } from './problem.ts';
import { type AwaitOptions, wait } from './wait.ts';

/** The default type of a payload. Phoenix sends maps, or bytes (`Phoenix.Socket.V2.JSONSerializer`). */
export type Payload = Readonly<Record<string, unknown>>;

/** A message whose payload has a type. */
export interface MessageOf<P> extends Message {
  readonly payload: P;
}

/** A function that is called with the payload of each message, and the message itself. */
export type MessageListener<P> = (payload: P, message: MessageOf<P>) => void;

/**
 * Listens to the messages of a topic, in their order. The listener stays across reconnects and rejoins, until you
 * remove it or the topic is left.
 *
 * @param event - The name of an event; `'*'` for all; or a RegExp or function that the name has to fit. If a function
 *   throws, the client emits `listener.failed`, and the listener is not called.
 * @param listener - If it throws, the client emits `listener.failed`, and everything else goes on.
 * @returns A function that removes the listener.
 * @throws {@link ConfigurationError} when the event is empty or reserved (`phx_reply` and the like), or the listener is
 *   not a function.
 */
export function on<P = Payload>(room: ChannelRef, event: string, listener: MessageListener<P>): () => void;
export function on<P = unknown>(
  room: ChannelRef,
  event: string | EventPattern,
  listener: MessageListener<P>,
): () => void;
export function on<P>(room: ChannelRef, event: string | EventPattern, listener: MessageListener<P>): () => void {
  assertNone([...checkHeard(event), ...checkListener(listener)]);
  const { context } = room.getSnapshot();
  const subscription = context.listeners.hear(new UserEar(context, event, listener));
  return () => subscription.unsubscribe();
}

/** @internal Listens to the messages whose event has that name, or fits that pattern. */
export function subscribe<P>(
  room: ChannelRef,
  event: string | EventPattern,
  listener: (message: MessageOf<P>) => void,
): Subscription {
  const { context } = room.getSnapshot();
  return context.listeners.hear(new OwnEar(context, event, listener));
}

/** Hears the messages whose event fits. An object and not a function, since a joined topic holds what its listeners are made of. */
abstract class Ear<P> implements Hearing {
  readonly host: ChannelContext['host'];
  readonly topic: string;
  readonly event: string | EventPattern;

  constructor({ host, topic }: ChannelContext, event: string | EventPattern) {
    this.host = host;
    this.topic = topic;
    this.event = event;
  }

  hear(message: Message): void {
    const { event } = this;
    if (event === message.event || event === '*' || (typeof event !== 'string' && this.#fits(message.event, event)))
      this.take(message as MessageOf<P>);
  }

  abstract take(message: MessageOf<P>): void;

  #fits(name: string, pattern: EventPattern): boolean {
    return shielded(this.host, () => fitsPattern(name, pattern), this.topic, name) === true;
  }
}

class OwnEar<P> extends Ear<P> {
  readonly #listener: (message: MessageOf<P>) => void;

  constructor(context: ChannelContext, event: string | EventPattern, listener: (message: MessageOf<P>) => void) {
    super(context, event);
    this.#listener = listener;
  }

  take(message: MessageOf<P>): void {
    this.#listener(message);
  }
}

/** The listener of a user. What it throws is reported. */
class UserEar<P> extends Ear<P> {
  readonly #listener: MessageListener<P>;

  constructor(context: ChannelContext, event: string | EventPattern, listener: MessageListener<P>) {
    super(context, event);
    this.#listener = listener;
  }

  take(message: MessageOf<P>): void {
    const { host, topic, event } = this;
    const name = typeof event === 'string' ? event : message.event;
    guarded(host, () => this.#listener(message.payload, message), topic, name);
  }
}

/** Which message to wait for. */
export interface AwaitMessageOptions<P = Payload> extends AwaitOptions {
  /**
   * A part that the payload must contain, such as `{ user: { id: 7 } }`. A list must begin with the items of the part's
   * list. Or a function that returns true for the message. @defaultValue any payload
   */
  readonly where?: Partial<P> | ((payload: P, message: MessageOf<P>) => boolean);
}

/**
 * Waits for one message. Messages from before the call do not count.
 *
 * @param event - As for {@link on}; `'*'` takes any.
 * @throws {@link JoinError} `left`, `closed`, `refused` or `disconnected` as soon as no message can come; `timeout`
 *   after `timeoutMs`; `aborted` by the signal.
 * @throws {@link ConfigurationError} when the event is empty or reserved, or an option can not be used.
 * @throws What `where` throws.
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
  return wait({ decide, listen, giveUp: giveUpAnswer(room, 'A message'), ...behind(room) }, options);
}

function fits<P>(message: MessageOf<P>, where: AwaitMessageOptions<P>['where']): boolean {
  return typeof where === 'function'
    ? where(message.payload, message)
    : where === undefined || holds(message.payload, where);
}
