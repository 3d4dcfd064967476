import type { Snapshot } from 'xstate';
import type { ClientInput } from '../../configuration.types.ts';
import { ConfigurationError, type Problem } from '../../errors.ts';
import { checkTopic } from '../../protocol/names.ts';
import { isRecord } from '../../values.ts';
import type { clientChart } from './client.machine.ts';
import { obtainChannel } from './obtain.channel.ts';
import { KEPT_VERSION, type KeptTopics, keptTopics, type WantedTopic } from './wanted.topics.ts';

/** The persisted snapshot of a client: its topics with their params, and nothing of the connection. */
export type PersistedClient = Snapshot<undefined> & KeptTopics;

/**
 * Makes the persisted snapshots of a client machine plain data. A client that is restored from one starts like a new one,
 * with the input it is given, and joins the topics of the snapshot. Params that are functions are not kept: `join` such a
 * topic again.
 */
export function persistable(machine: ClientChart): ClientChart {
  machine.getPersistedSnapshot = ({ context }): PersistedClient => ({
    status: 'active',
    output: undefined,
    error: undefined,
    // After a bad input, the context is empty.
    ...keptTopics('connection' in context ? context.connection.topics : { channels: new Map() }),
  });
  machine.restoreSnapshot = (persisted, scope) => {
    const topics = topicsOf(persisted);
    // Not taken before: that of a pool comes later.
    const snapshot = machine.getInitialSnapshot(scope, inputOf(scope.self));
    const { channels } = snapshot.children;
    if (channels)
      for (const { topic, params } of topics) obtainChannel(snapshot.context.connection, channels, topic, { params });
    return snapshot;
  };
  return machine;
}

/** The input of a restored actor. XState does not hand it to the machine, so it is read from the actor's options. */
function inputOf(self: unknown): ClientInput {
  const input = isRecord(self) && isRecord(self.options) ? self.options.input : undefined;
  if (input !== undefined) return input as ClientInput;
  const message =
    'is missing: a client is restored by interpret(clientMachine, { input, snapshot }), not with its parent';
  throw new ConfigurationError([{ path: 'input', message }]);
}

type ClientChart = typeof clientChart;

/** The topics of a persisted snapshot. Throws if any of them can not be read. */
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
