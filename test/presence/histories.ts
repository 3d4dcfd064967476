import * as fc from 'fast-check';
import type { PresenceDiff, PresenceState } from 'xstate-phoenix/presence';

/** One thing that the server says, or that happens to the connection. */
export type Step =
  | { readonly type: 'state'; readonly payload: PresenceState }
  | { readonly type: 'diff'; readonly payload: PresenceDiff }
  | { readonly type: 'rejoin' };

/** What members do: a server in little. Each act is of a key and of one of its presences. */
export type Act =
  | { readonly type: 'track' | 'untrack' | 'update'; readonly key: string; readonly nth: number }
  /** The client gets the state; the diffs of the acts before may come before or after it. */
  | { readonly type: 'state' }
  | { readonly type: 'rejoin' };

const keys = ['ana', 'bo', '7', '__proto__', 'constructor'];
const keyOf = fc.constantFrom(...keys);

const act: fc.Arbitrary<Act> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ type: fc.constant('track' as const), key: keyOf, nth: fc.nat(2) }) },
  { weight: 4, arbitrary: fc.record({ type: fc.constant('untrack' as const), key: keyOf, nth: fc.nat(2) }) },
  { weight: 4, arbitrary: fc.record({ type: fc.constant('update' as const), key: keyOf, nth: fc.nat(2) }) },
  { weight: 2, arbitrary: fc.constant({ type: 'state' as const }) },
  { weight: 1, arbitrary: fc.constant({ type: 'rejoin' as const }) },
);

/** Histories as Phoenix makes them: refs are never used again, and every diff is one of a change. */
export const acts = fc.array(act, { maxLength: 40 });

const metaOf = fc.constantFrom('1', '2', '3', '4').chain((phx_ref) =>
  fc.constantFrom(undefined, '1', '2').map((previous) => ({
    phx_ref,
    ...(previous !== undefined && previous !== phx_ref && { phx_ref_prev: previous }),
  })),
);
const entry = fc.uniqueArray(metaOf, { minLength: 1, maxLength: 3, selector: ({ phx_ref }) => phx_ref });
const state: fc.Arbitrary<PresenceState> = fc
  .uniqueArray(fc.tuple(keyOf, entry), { maxLength: 4, selector: ([key]) => key })
  .map((list) => Object.fromEntries(list.map(([key, metas]) => [key, { metas }])));

/** Histories that no server makes: any state and any diff, in any order. */
export const steps: fc.Arbitrary<readonly Step[]> = fc.array(
  fc.oneof(
    { weight: 2, arbitrary: state.map((payload) => ({ type: 'state' as const, payload })) },
    {
      weight: 6,
      arbitrary: fc.record({ joins: state, leaves: state }).map((payload) => ({ type: 'diff' as const, payload })),
    },
    { weight: 1, arbitrary: fc.constant({ type: 'rejoin' as const }) },
  ),
  { maxLength: 25 },
);

/** A server in little: `Phoenix.Presence`, with what it says to one client that has joined. */
export class PlainPresence {
  readonly #metas = new Map<string, { phx_ref: string; phx_ref_prev?: string }[]>();
  #refs = 0;

  /** Does an act, and returns what it says to the topic. */
  act({ type, key, nth }: Extract<Act, { key: string }>): PresenceDiff | null {
    const metas = this.#metas.get(key) ?? [];
    const before = metas[nth];
    if (type === 'track') {
      const made = { phx_ref: this.#next() };
      this.#metas.set(key, [...metas, made]);
      return { joins: one(key, made), leaves: {} };
    }
    if (before === undefined) return null;
    const others = metas.filter((meta) => meta !== before);
    if (type === 'untrack') {
      if (others.length > 0) this.#metas.set(key, others);
      else this.#metas.delete(key);
      return { joins: {}, leaves: one(key, before) };
    }
    const made = { phx_ref: this.#next(), phx_ref_prev: before.phx_ref };
    this.#metas.set(key, [...others, made]);
    return { joins: one(key, made), leaves: one(key, before) };
  }

  list(): PresenceState {
    return Object.fromEntries([...this.#metas].map(([key, metas]) => [key, { metas: [...metas] }]));
  }

  #next(): string {
    this.#refs += 1;
    return `F${this.#refs}`;
  }
}

function one(key: string, meta: { phx_ref: string }): PresenceState {
  return Object.fromEntries([[key, { metas: [meta] }]]);
}
