import type { Snapshot } from 'xstate';
import type { ClientInput } from '../../configuration.types.ts';
import { ConfigurationError, type Problem } from '../../errors.ts';
import { checkTopic } from '../../protocol/names.ts';
import { isRecord } from '../../values.ts';
import type { clientChart } from './client.machine.ts';
import { obtainChannel } from './obtain.channel.ts';
import { KEPT_VERSION, type KeptTopics, keptTopics, type WantedTopic } from './wanted.topics.ts';

/** What of a client is worth keeping: the topics it wants, with their params, and nothing of the connection. */
export type PersistedClient = Snapshot<undefined> & KeptTopics;

/**
 * Gives a client machine persisted snapshots that are plain data. A client restored from one starts like a new one,
 * from the input it is given, and wants the topics that were wanted. Params that a function gives are not kept: `join`
 * the topic again to give them.
 */
export function persistable(machine: ClientChart): ClientChart {
  const { getInitialSnapshot } = machine;
  machine.getPersistedSnapshot = ({ context }): PersistedClient => ({
    status: 'active',
    output: undefined,
    error: undefined,
    // A client that was made of a bad input has nothing in its context.
    ...keptTopics('connection' in context ? context.connection.topics : { channels: new Map() }),
  });
  machine.restoreSnapshot = (persisted, scope) => {
    const topics = topicsOf(persisted);
    const snapshot = getInitialSnapshot(scope, inputOf(scope.self));
    const { channels } = snapshot.children;
    if (channels)
      for (const { topic, params } of topics) obtainChannel(snapshot.context.connection, channels, topic, { params });
    return snapshot;
  };
  return machine;
}

/** XState gives no input to a restored actor, though it was given one; whether it is any good is checked as ever. */
function inputOf(self: unknown): ClientInput {
  const input = isRecord(self) && isRecord(self.options) ? self.options.input : undefined;
  if (input !== undefined) return input as ClientInput;
  const message =
    'is missing: a client is restored by interpret(clientMachine, { input, snapshot }), not with its parent';
  throw new ConfigurationError([{ path: 'input', message }]);
}

type ClientChart = typeof clientChart;

/** All of the topics that were kept, or none: what can not be read as a whole is refused. */
function topicsOf(persisted: unknown): readonly WantedTopic[] {
  const { version, topics }: Readonly<Record<string, unknown>> = isRecord(persisted) ? persisted : {};
  if (version !== undefined && version !== KEPT_VERSION) throw unknownVersion(version);
  if (!Array.isArray(topics))
    throw new ConfigurationError([
      { path: 'snapshot', message: 'is not what getPersistedSnapshot() of a client gave' },
    ]);
  const problems = [...topics].flatMap(problemsOf);
  if (problems.length > 0) throw new ConfigurationError(problems);
  return topics;
}

function unknownVersion(version: unknown): ConfigurationError {
  const found = typeof version === 'number' ? version : 'unknown';
  const message = `is of version ${found}, and only version ${KEPT_VERSION} can be read here; start without it, or update xstate-phoenix`;
  return new ConfigurationError([{ path: 'snapshot', message }]);
}

function problemsOf(kept: unknown, index: number): readonly Problem[] {
  const path = `snapshot.topics[${index}]`;
  if (!isRecord(kept)) return [{ path, message: 'must be an object with a topic' }];
  return checkTopic(kept.topic).map((problem) => ({ ...problem, path: `${path}.${problem.path}` }));
}
