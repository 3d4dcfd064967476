import { check, type Rule, unknownKeys } from '../configuration.check.ts';
import { rules as clientRules, isFunction, milliseconds } from '../configuration.rules.ts';
import type { Resolvable } from '../configuration.types.ts';
import { ConfigurationError } from '../errors.ts';
import type { ChannelRef } from '../machines/channel/channel.ref.ts';
import type { JoinOptions } from '../machines/channel/join.options.ts';
import type { ClientRef } from '../machines/client/client.ref.ts';
import { checkTopic } from '../protocol/names.ts';
import { isRecord, toDelay } from '../values.ts';
import { checkTopics } from './topics.ts';

/** The options of {@link createGroup}. */
export interface GroupOptions {
  /** The topic of the group. Its channel on the server tracks the members by Phoenix.Presence. */
  readonly topic: string;
  /** The topics that the members share. All members have to name the same. */
  readonly topics: Iterable<string>;
  /** The name of this member. No other member may have it. @defaultValue a new one, made at random */
  readonly member?: string | undefined;
  /**
   * Milliseconds before this member joins a topic that has become its own. They have to be more than it takes until all
   * members have heard of a change of the list. @defaultValue 5000
   */
  readonly graceMs?: number | undefined;
  /** The params for the join of the group's topic. `member` and `session` are added. @defaultValue none */
  readonly params?: Resolvable<Readonly<Record<string, unknown>>> | undefined;
  /**
   * Gives the options for the join of a topic of this member. To their `params`, which have to be an object, `member` and
   * `fence` are added. @defaultValue none
   */
  readonly joinOptions?: ((topic: string) => JoinOptions) | undefined;
  /** Called with the channel of each topic that becomes this member's own, before it is joined: add your listeners here. */
  readonly onOwned?: ((channel: ChannelRef) => unknown) | undefined;
}

/** The input of {@link groupMachine}. */
export interface GroupInput extends GroupOptions {
  /** The client that joins the topics. It may be a pool. */
  readonly client: ClientRef;
}

/** Options that were checked, with their defaults. */
export interface CheckedOptions extends GroupInput {
  readonly topics: readonly string[];
  readonly member: string;
  readonly graceMs: number;
}

/** Five seconds are three times what Phoenix takes to tell all nodes of a change (1.5 s). */
const GRACE_MS = 5_000;

const rules: { readonly [Name in keyof GroupOptions]-?: Rule } = {
  topic: (topic) => checkTopic(topic)[0]?.message,
  // Looked at alone, since their problems have paths of their own.
  topics: () => undefined,
  member: (member) => (typeof member === 'string' && member !== '' ? undefined : 'must be a string that is not empty'),
  graceMs: milliseconds,
  params: clientRules.params,
  joinOptions: isFunction,
  onOwned: isFunction,
};

/**
 * Checks the input of a group, and adds the defaults.
 *
 * @throws {@link ConfigurationError} with every problem.
 */
export function checked(input: GroupInput): CheckedOptions {
  if (!isRecord(input)) throw new ConfigurationError([{ path: '', message: 'the options must be an object' }]);
  const { client, ...options } = input;
  const { topics, problems } = checkTopics(options.topics, options.topic);
  const all = [
    ...unknownKeys(options, rules),
    ...check({ ...options, topic: options.topic ?? null }, rules),
    ...problems,
  ];
  if (topics === undefined || all.length > 0) throw new ConfigurationError(all);
  const { member = randomName(), graceMs } = options;
  return { ...options, client, topics, member, graceMs: toDelay(graceMs) ?? GRACE_MS };
}

/** A name that nobody else has. */
export function randomName(): string {
  return Math.random().toString(36).slice(2) + Math.random().toString(36).slice(2);
}
