import { checkOptions, type Rule, unknownKeys } from '../configuration.check.ts';
import { rules as clientRules, milliseconds } from '../configuration.rules.ts';
import { parseConfiguration } from '../configuration.ts';
import type { ClientInput } from '../configuration.types.ts';
import { ConfigurationError, type Problem } from '../errors.ts';
import { isRecord, toDelay } from '../values.ts';

/** The options of a pool: those of a client, and three of its own. */
export interface PoolInput extends ClientInput, PoolLimits {}

/** How large a pool may become. */
export interface PoolLimits {
  /**
   * How many connections there may be. A pool opens them when it needs them: it begins with one. A whole number from 1.
   * @defaultValue 10
   */
  readonly connections?: number | undefined;
  /**
   * How many topics a connection takes. Phoenix takes 100 by default (`max_channels_per_transport`). If a server takes less, the
   * pool learns that from its answer. A whole number from 1. @defaultValue 100
   */
  readonly maxTopics?: number | undefined;
  /** Milliseconds that a connection without topics stays open. The last connection stays in any case. @defaultValue 30000 */
  readonly lingerMs?: number | undefined;
}

/** The default of each option of a pool. A hundred channels are what Phoenix allows by default since 1.8.9 and 1.7.24. */
export const poolDefaults = { connections: 10, maxTopics: 100, lingerMs: 30_000 } as const satisfies PoolLimits;

const count: Rule = (value) =>
  Number.isInteger(value) && Number(value) >= 1 ? undefined : 'must be a whole number from 1';

const rules: { readonly [Name in keyof PoolLimits]-?: Rule } = {
  connections: count,
  maxTopics: count,
  lingerMs: milliseconds,
};

/** An input in two parts: that of the client, and the limits of the pool. */
export interface Parted {
  readonly client: ClientInput;
  readonly limits: Limits;
}

/** The limits of a pool, with their defaults. */
export type Limits = { readonly [Name in keyof PoolLimits]-?: number };

/**
 * Parts the input of a pool, and checks both parts.
 *
 * @throws {@link ConfigurationError} with every problem.
 */
export function part(input: PoolInput): Parted {
  const { client, given, unknown } = split(input);
  const parsed = parseConfiguration(client);
  const problems = [...unknown, ...(parsed.ok ? [] : parsed.problems), ...checkOptions(given, rules)];
  if (problems.length > 0) throw new ConfigurationError(problems);
  const { connections, maxTopics, lingerMs } = poolDefaults;
  return {
    client,
    limits: {
      connections: given.connections ?? connections,
      maxTopics: given.maxTopics ?? maxTopics,
      lingerMs: toDelay(given.lingerMs) ?? lingerMs,
    },
  };
}

interface Split {
  readonly client: ClientInput;
  readonly given: PoolLimits;
  readonly unknown: readonly Problem[];
}

/** What is no object is left to the check of the client. */
function split(input: PoolInput): Split {
  if (!isRecord(input)) return { client: input, given: {}, unknown: [] };
  try {
    const { connections, maxTopics, lingerMs, ...own } = input;
    const known = Object.entries(own).filter(([key]) => Object.hasOwn(clientRules, key));
    return {
      // Options may be inherited.
      client: Object.assign(Object.create(Object.getPrototypeOf(input)), Object.fromEntries(known)),
      given: { connections, maxTopics, lingerMs },
      unknown: unknownKeys(input, { ...clientRules, ...rules }),
    };
  } catch {
    // The error is not shown, because it may quote a secret.
    throw new ConfigurationError([{ path: '', message: 'the input throws when it is read' }]);
  }
}
