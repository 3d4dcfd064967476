import { warnUnheard } from '#unheard';
import type { Awaitable } from './awaitable.ts';
import { PushError } from './errors.ts';
import type { ChannelRef } from './machines/channel/channel.ref.ts';
import { NextTask } from './machines/next.task.ts';

/** A push that fails. */
interface Failing {
  readonly room: ChannelRef;
  readonly event: string;
  /** Has the stack of the call, where that is known. */
  readonly caller: Error | undefined;
  promise(): Awaitable<unknown> | undefined;
}

/** Rejects with an error whose stack leads to the call, and has a room tell of it where nobody awaits it. */
export async function failing(error: Error, push: Failing): Promise<never> {
  // `await` asks a promise of a class of ours for its outcome a turn late.
  await null;
  await null;
  showCaller(error, push.caller);
  if (!push.promise()?.isAwaited) missCaller(error, push);
  throw error;
}

/** An engine that can finds out who awaits a function that is going on: that costs nothing until then. */
function showCaller(error: Error, caller: Error | undefined): void {
  const capture: unknown = Reflect.get(Error, 'captureStackTrace');
  if (caller?.stack !== undefined) error.stack = caller.stack.replace(/^Error.*/, () => String(error));
  else if (typeof capture === 'function') capture(error);
}

/** Whoever awaits several pushes one after the other comes to this one within the task. */
function missCaller(error: Error, { room, event, promise }: Failing): void {
  promise()?.unheard();
  const task = new NextTask(() => {
    task.close();
    if (!promise()?.isAwaited) tellUnheard(error, room, event);
  });
  task.request();
}

function tellUnheard(error: Error, room: ChannelRef, event: string): void {
  const { status, context } = room.getSnapshot();
  const { host, topic } = context;
  if (!(error instanceof PushError)) host.report(error, topic, 'push');
  else if (status === 'active') {
    room.send({ type: 'push.settled', event, id: undefined, outcome: { status: 'failed', error }, isUnheard: true });
    warnUnheard(room, host, error);
  }
}
