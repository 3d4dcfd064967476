import { checkOptions } from './configuration.check.ts';
import { awaitRules } from './configuration.rules.ts';
import { type AsyncEnding, ending } from './ending.ts';
import { checkHeard, type EventPattern } from './heard.ts';
import { type MessageOf, type Payload, subscribe } from './listen.ts';
import type { ChannelRef } from './machines/channel/channel.ref.ts';
import { assertNone } from './problem.ts';
import { offAbort, onAbort } from './signals.ts';
import type { AwaitOptions } from './wait.ts';

/**
 * The messages of a topic. Each loop over them has its own queue. If you call `next()` yourself, call `return()` at the
 * end.
 */
export interface Messages<P> {
  [Symbol.asyncIterator](): AsyncIterator<MessageOf<P>, undefined> & AsyncEnding;
}

/**
 * The messages of a topic, for `for await`. The loop hears the messages that come after it has begun. While it is busy,
 * they wait in a queue without a limit. It ends when the topic is left or closed, when the client is stopped, or by the
 * signal. It never throws.
 *
 * @param event - As for {@link on}. @defaultValue `'*'`, which takes all
 * @throws {@link ConfigurationError} when the event is empty or reserved, or the signal is not an `AbortSignal`.
 */
export function messages<P = Payload>(
  room: ChannelRef,
  event?: string,
  options?: Pick<AwaitOptions, 'signal'>,
): Messages<P>;
export function messages<P = unknown>(
  room: ChannelRef,
  event: string | EventPattern,
  options?: Pick<AwaitOptions, 'signal'>,
): Messages<P>;
export function messages<P>(
  room: ChannelRef,
  event: string | EventPattern = '*',
  options: Pick<AwaitOptions, 'signal'> = {},
): Messages<P> {
  assertNone([...checkHeard(event), ...checkOptions(options, awaitRules)]);
  const { signal } = options;
  return { [Symbol.asyncIterator]: () => iterate<P>(room, event, signal) };
}

function iterate<P>(
  room: ChannelRef,
  event: string | EventPattern,
  signal: AbortSignal | undefined,
): AsyncIterator<MessageOf<P>, undefined> & AsyncEnding {
  const queue: MessageOf<P>[] = [];
  const waiting: ((result: IteratorResult<MessageOf<P>, undefined>) => void)[] = [];
  const done = { done: true, value: undefined } as const;
  const undo: (() => void)[] = [];
  const { host } = room.getSnapshot().context;
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
      if (next === undefined) queue.push(message);
      else {
        host.told?.();
        next({ done: false, value: message });
      }
    });
    const watch = room.subscribe({ next: look, error: end, complete: end });
    if (signal) onAbort(signal, end);
    undo.push(
      host.onStop?.(end) ?? (() => {}),
      () => subscription.unsubscribe(),
      () => watch.unsubscribe(),
      () => signal && offAbort(signal, end),
    );
  }

  const finish = () => {
    queue.length = 0;
    end();
    return Promise.resolve(done);
  };
  return {
    ...ending(finish),
    next() {
      const message = queue.shift();
      if (message) return Promise.resolve({ done: false, value: message });
      if (over) return Promise.resolve(done);
      return new Promise((resolve) => waiting.push(resolve));
    },
    return: finish,
  };
}
