import type { Subscription } from 'xstate';
import { endOf, giveUpJoin } from './await.ts';
import { holds } from './holds.ts';
import type { ChannelRef, Message } from './machines/channel.types.ts';
import { type AwaitOptions, assertUsable, type Outcome, wait } from './wait.ts';

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
  const { connection, topic } = room.getSnapshot().context;
  const subscription = subscribe<P>(room, event, (message) => {
    connection.guarded(() => listener(message.payload, message), topic, event);
  });
  return () => subscription.unsubscribe();
}

function subscribe<P>(room: ChannelRef, event: string, listener: (message: MessageOf<P>) => void): Subscription {
  return room.on('message', ({ topic, event: name, payload, joinRef }) => {
    if (event === '*' || name === event) listener({ topic, event: name, payload: payload as P, joinRef });
  });
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
  const { client } = room.getSnapshot().context.connection;
  const decide = (): Outcome<MessageOf<P>> | undefined => {
    const error = endOf(room, client);
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
  return wait({ watched: [room, client], decide, listen, giveUp: giveUpJoin(room) }, options);
}

function fits<P>(message: MessageOf<P>, where: AwaitMessageOptions<P>['where']): boolean {
  return typeof where === 'function'
    ? where(message.payload, message)
    : where === undefined || holds(message.payload, where);
}

/**
 * The messages of a topic from now on, for `for await`. They queue up while the loop is busy, without a bound. It ends
 * when the topic is left or closed, or by the signal.
 *
 * @param event - The name of an event; `'*'` takes all. @defaultValue `'*'`
 * @throws {@link ConfigurationError} when the signal is none.
 */
export function messages<P = Payload>(
  room: ChannelRef,
  event = '*',
  options: Pick<AwaitOptions, 'signal'> = {},
): AsyncIterable<MessageOf<P>> {
  assertUsable(options);
  const { signal } = options;
  return { [Symbol.asyncIterator]: () => iterate<P>(room, event, signal) };
}

function iterate<P>(
  room: ChannelRef,
  event: string,
  signal: AbortSignal | undefined,
): AsyncIterator<MessageOf<P>, undefined> {
  const queue: MessageOf<P>[] = [];
  const waiting: ((result: IteratorResult<MessageOf<P>, undefined>) => void)[] = [];
  const done = { done: true, value: undefined } as const;
  const undo: (() => void)[] = [];
  let over = false;

  const end = () => {
    over = true;
    for (const step of undo.splice(0)) step();
    for (const next of waiting.splice(0)) next(done);
  };
  const look = () => {
    if (room.getSnapshot().status !== 'active' || room.getSnapshot().value === 'closed') end();
  };
  look();
  if (signal?.aborted) end();
  if (!over) {
    const subscription = subscribe<P>(room, event, (message) => {
      const next = waiting.shift();
      if (next) next({ done: false, value: message });
      else queue.push(message);
    });
    const watch = room.subscribe({ next: look, error: end, complete: end });
    signal?.addEventListener('abort', end, { once: true });
    undo.push(
      () => subscription.unsubscribe(),
      () => watch.unsubscribe(),
      () => signal?.removeEventListener('abort', end),
    );
  }

  return {
    next() {
      const message = queue.shift();
      if (message) return Promise.resolve({ done: false, value: message });
      if (over) return Promise.resolve(done);
      return new Promise((resolve) => waiting.push(resolve));
    },
    return() {
      queue.length = 0;
      end();
      return Promise.resolve(done);
    },
  };
}
