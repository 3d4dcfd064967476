import { Actor, type Snapshot } from 'xstate';
import type { ClientInput } from '../../configuration.types.ts';
import { ConfigurationError } from '../../errors.ts';
import { checkTopic } from '../../protocol/names.ts';
import { isRecord } from '../../values.ts';
import { type DelayOwner, guardDelays } from '../delays.ts';
import { guardCallbacks } from './callbacks.guard.ts';
import type { clientChart } from './client.machine.ts';
import type { ClientContext } from './client.ref.ts';
import { obtainChannel } from './obtain.channel.ts';
import { type WantedTopic, wantedTopics } from './wanted.topics.ts';

/** What of a client is worth keeping: the topics it wants, with their params, and nothing of the connection. */
export type PersistedClient = Snapshot<undefined> & { readonly topics: readonly WantedTopic[] };

/**
 * Gives a client machine persisted snapshots that are plain data. A client restored from one starts like a new one,
 * from the input it is given, and wants the topics that were wanted. Params that a function gives are not kept: `join`
 * the topic again to give them.
 */
export function persistable(machine: ClientChart): ClientChart {
  const { getInitialSnapshot, provide } = machine;
  machine.getPersistedSnapshot = ({ context }): PersistedClient => ({
    status: 'active',
    output: undefined,
    error: undefined,
    // A client that was made of a bad input has nothing in its context.
    topics: 'connection' in context ? wantedTopics(context.connection.topics) : [],
  });
  machine.restoreSnapshot = (persisted, scope) => {
    const snapshot = getInitialSnapshot(scope, inputOf(scope.self));
    const { channels } = snapshot.children;
    if (channels)
      for (const { topic, params } of topicsOf(persisted))
        obtainChannel(snapshot.context.connection, channels, topic, { params });
    return snapshot;
  };
  machine.provide = (given) =>
    persistable(provide.call(machine, guardDelays(guardCallbacks(given), machine.implementations.delays, ownerOf)));
  return machine;
}

function ownerOf({ connection }: ClientContext): DelayOwner {
  return { owner: connection, topic: null };
}

/** XState gives no input to a restored actor, though it was given one; whether it is any good is checked as ever. */
function inputOf(self: unknown): ClientInput {
  const input = self instanceof Actor ? self.options.input : undefined;
  if (input !== undefined) return input as ClientInput;
  const message =
    'is missing: a client is restored by interpret(clientMachine, { input, snapshot }), not with its parent';
  throw new ConfigurationError([{ path: 'input', message }]);
}

type ClientChart = typeof clientChart;

function topicsOf(persisted: Snapshot<unknown>): readonly WantedTopic[] {
  const topics: unknown = 'topics' in persisted ? persisted.topics : undefined;
  if (Array.isArray(topics) && topics.every(isWantedTopic)) return topics;
  throw new ConfigurationError([{ path: 'snapshot', message: 'is not what getPersistedSnapshot() of a client gave' }]);
}

function isWantedTopic(value: unknown): value is WantedTopic {
  return isRecord(value) && checkTopic(value.topic).length === 0;
}
