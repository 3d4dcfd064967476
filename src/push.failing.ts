import { NextTask } from '#next-task';
import { warnUnheard } from '#unheard';
import type { Awaitable } from './awaitable.ts';
import { PushError } from './errors.ts';
import type { ChannelRef } from './machines/channel/channel.ref.ts';

/** A push that fails. */
interface Failing {
  readonly room: ChannelRef;
  readonly event: string;
  /** Has the stack of the call, if that was taken. */
  readonly caller: Error | undefined;
  readonly promise: Awaitable<unknown>;
}

/** Rejects with an error whose stack shows the call. If nobody awaits the promise, the room emits `push.failed`. */
export async function failing(error: Error, push: Failing): Promise<never> {
  // `await` calls `then` on a subclass of Promise a turn later than on a plain promise.
  await null;
  await null;
  showCaller(error, push.caller);
  if (!push.promise.isAwaited) missCaller(error, push);
  throw error;
}

/**
 * Without a stack of the call, V8 finds the caller by its async stack traces, which cost nothing before the failure.
 */
function showCaller(error: Error, caller: Error | undefined): void {
  const capture: unknown = Reflect.get(Error, 'captureStackTrace');
  if (caller?.stack !== undefined) error.stack = caller.stack.replace(/^Error.*/, () => String(error));
  else if (typeof capture === 'function') capture(error);
}

/** Waits for the next task: a program that awaits several pushes one after the other may await this one till then. */
function missCaller(error: Error, push: Failing): void {
  push.promise.unheard();
  const task = new NextTask(() => {
    task.close();
    if (!push.promise.isAwaited) tellUnheard(error, push);
  });
  task.request();
}

function tellUnheard(error: Error, { room, event }: Failing): void {
  const { status, context } = room.getSnapshot();
  const { host, topic } = context;
  if (!(error instanceof PushError)) host.report(error, topic, 'push');
  else if (status === 'active') {
    room.send({ type: 'push.settled', event, id: undefined, outcome: { status: 'failed', error }, isUnheard: true });
    warnUnheard(room, error);
  }
}
