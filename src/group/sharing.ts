import { MAX_DELAY_MS } from '../values.ts';
import type { MembersListed } from './group.events.ts';
import { owners } from './owner.ts';

/** Who the members are, and what this one has of the topics. */
export interface Sharing {
  /** The topics that the members share. */
  readonly topics: readonly string[];
  /** The name of this member. */
  readonly member: string;
  /** The names of all members, sorted; empty while this process is no member. */
  readonly members: readonly string[];
  /** The `phx_ref` of this member in the list; null while this process is no member. */
  readonly fence: string | null;
  /** The topics that this member owns. */
  readonly owned: readonly string[];
  /** The topics that will be this member's own, and when, in ms of the client's clock. */
  readonly due: ReadonlyMap<string, number>;
}

/** What a process has that is no member: nothing. */
export const nothing = {
  members: [],
  fence: null,
  owned: [],
  due: new Map<string, number>(),
} as const satisfies Partial<Sharing>;

/** Takes the list of the members. */
export function listed(sharing: Sharing, { members, member, fence }: MembersListed): Partial<Sharing> {
  const isSame = members.join('\n') === sharing.members.join('\n');
  return { members: isSame ? sharing.members : members, member, fence };
}

/**
 * Shares the topics out. What has become another's is given up now. What has become this member's own waits for `graceMs`, in
 * which whoever had it gives it up; what has waited already waits no longer.
 */
export function shared(
  { topics, member, members, owned, due }: Sharing,
  now: number,
  graceMs: number,
): Partial<Sharing> {
  const ownerOf = owners(members);
  const own = topics.filter((topic) => ownerOf(topic) === member);
  const had = new Set(owned);
  const next = own.filter((topic) => !had.has(topic));
  return {
    owned: own.length - next.length === owned.length ? owned : own.filter((topic) => had.has(topic)),
    due: new Map(next.map((topic) => [topic, due.get(topic) ?? now + graceMs])),
  };
}

/** Takes the topics whose grace is over. */
export function taken({ topics, owned, due }: Sharing, now: number): Partial<Sharing> {
  const left = new Map([...due].filter(([, at]) => at > now));
  if (left.size === due.size) return {};
  const had = new Set(owned);
  return { owned: topics.filter((topic) => had.has(topic) || (due.has(topic) && !left.has(topic))), due: left };
}

/** Milliseconds until the next grace is over; as long as a timer can wait if there is none. */
export function restMs({ due }: Sharing, now: number): number {
  let rest = MAX_DELAY_MS;
  for (const at of due.values()) rest = Math.min(rest, at - now);
  return Math.max(0, rest);
}
