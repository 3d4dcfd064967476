import type { AnyActorRef } from 'xstate';
import { say } from '#sentences';
import { ofClient } from './await.ts';
import type { Outcome } from './awaitable.ts';
import { ConnectError } from './errors.ts';
import { Call } from './machines/client/calls.ts';
import { type AwaitOptions, wait } from './wait.ts';

/** The event behind {@link call}. */
export interface CallCommand<Request, Answer> {
  readonly type: 'client.call';
  readonly call: Call<Request, Answer>;
}

/** A client that answers calls: one made by {@link defineClient} with `onCall`. */
export type Callable<Request, Answer> = Pick<AnyActorRef, 'getSnapshot' | 'subscribe' | 'system'> & {
  send(event: CallCommand<Request, Answer>): void;
};

/**
 * Calls the `onCall` of a client.
 *
 * @returns What `onCall` returns, or what its promise resolves with.
 * @throws What `onCall` throws, or what its promise rejects with.
 * @throws {@link ConnectError} `disconnected` when the client is stopped before it answers; `timeout` after
 *   `timeoutMs`; `aborted` by the signal.
 * @throws {@link ConfigurationError} when the client has no `onCall`, or when its input or an option can not be used.
 */
export function call<Request, Answer>(
  client: Callable<Request, Answer>,
  request: NoInfer<Request>,
  options?: AwaitOptions,
): Promise<Answer> {
  const listen = (settle: (outcome: Outcome<Answer>) => void) => {
    client.send({ type: 'client.call', call: new Call(request, settle) });
    return { unsubscribe: () => {} };
  };
  return wait<Answer>(
    { decide: (isStopped) => endOf(client, isStopped), listen, giveUp, ...ofClient(client) },
    options,
  );
}

function endOf(client: Pick<AnyActorRef, 'getSnapshot'>, isStopped: boolean): Outcome<never> | undefined {
  const { status, error } = client.getSnapshot();
  if (!isStopped && status === 'active') return undefined;
  return { error: status === 'error' ? error : new ConnectError('disconnected', say('stopped')) };
}

const giveUp = (code: 'timeout' | 'aborted', options?: ErrorOptions) =>
  new ConnectError(code, say(code === 'timeout' ? 'call_late' : 'call_given_up'), options);
