import type { Snapshot } from 'xstate';
import type { ClientInput } from '../../configuration.types.ts';
import type { Problem } from '../../errors.ts';
import { assertNone, problem, unusable } from '../../problem.ts';
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
  throw unusable('input', 'restored');
}

type ClientChart = typeof clientChart;

/** The topics of a persisted snapshot. Throws if any of them can not be read. */
function topicsOf(persisted: unknown): readonly WantedTopic[] {
  const { version, topics }: Readonly<Record<string, unknown>> = isRecord(persisted) ? persisted : {};
  if (version !== undefined && version !== KEPT_VERSION) throw unusable('snapshot', 'version', version, KEPT_VERSION);
  if (!Array.isArray(topics)) throw unusable('snapshot', 'snapshot');
  assertNone([...topics].flatMap(problemsOf));
  return topics;
}

function problemsOf(kept: unknown, index: number): readonly Problem[] {
  const path = `snapshot.topics[${index}]`;
  if (!isRecord(kept)) return [problem(path, 'topic')];
  return checkTopic(kept.topic).map((found) => ({ ...found, path: `${path}.${found.path}` }));
}
