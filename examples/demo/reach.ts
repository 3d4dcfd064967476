import {
  awaitConnect,
  type ClientInput,
  ConfigurationError,
  clientMachine,
  disconnect,
  interpret,
  join,
  parseConfiguration,
} from 'xstate-phoenix';
import { UsageError } from './args.ts';

/** How many milliseconds a server may take to answer. */
const ANSWER_MS = 2_500;

/** Throws a {@link UsageError} for a wrong url, wrong params or a wrong topic. */
export function check(input: ClientInput, topics: readonly string[]): void {
  const parsed = parseConfiguration(input);
  if (!parsed.ok) throw misused(parsed.problems);
  const idle = interpret(clientMachine, { input });
  try {
    for (const topic of topics) join(idle, topic);
  } catch (error) {
    throw error instanceof ConfigurationError ? misused(error.problems) : error;
  } finally {
    idle.stop();
  }
}

function misused(problems: ConfigurationError['problems']): UsageError {
  return new UsageError(problems.map(({ path, message }) => `--${path} ${message}`).join('; '));
}

/** Tries to connect before anything is shown. Returns why it failed. */
export async function whyUnreachable(input: ClientInput): Promise<string | undefined> {
  const patience = { connectTimeoutMs: ANSWER_MS, shouldReconnect: () => false };
  const client = interpret(clientMachine, { input: { ...input, ...patience } }).start();
  try {
    await awaitConnect(client);
    await disconnect(client);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  } finally {
    client.stop();
  }
}

/** The url without its query, which may contain secrets. */
export function addressOf(url: string): string {
  const { host, pathname } = new URL(url);
  return host + pathname;
}
