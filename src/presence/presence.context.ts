import { copyOf, edit } from './edit.ts';
import type { PresenceEvent, Told } from './presence.events.ts';
import type { PresenceDiff, PresenceState } from './presence.types.ts';

/** The context of a presence. */
export interface PresenceContext {
  /** Who is present. It never changes. */
  readonly state: PresenceState;
  /** @internal What the last event changed. */
  readonly told: readonly Told[];
  /** @internal The context after an event that comes in a state of the chart. */
  after(event: PresenceEvent, value: unknown): PresenceContext;
  /** @internal Nothing: serialised snapshots do not show who is there. */
  toJSON(): void;
}

const nobody = copyOf();

/**
 * A context without anybody.
 *
 * To copy a state of a thousand keys for each diff would be too slow. So all contexts that follow share one table, and a
 * state is a copy of it that is made when it is first read. If you want to see it later, read it before the next event.
 */
export function newContext(): PresenceContext {
  const entries = copyOf();
  let newest: PresenceState | null = nobody;
  const version = (pending: PresenceDiff[], told: readonly Told[]): PresenceContext => {
    let state: PresenceState | null = null;
    return {
      get state() {
        newest ??= copyOf(entries);
        state ??= newest;
        return state;
      },
      told,
      after(event, value) {
        if (event.type === 'room.closed') return newContext();
        if (!('payload' in event)) return version([], []);
        if (event.type === 'diff.received' && value !== 'synced') {
          pending.push(event.payload);
          return version(pending, []);
        }
        const news: Told[] = [];
        try {
          const diff = event.type === 'diff.received' ? event.payload : { joins: event.payload, leaves: entries };
          for (const change of [diff, ...pending]) edit(entries, change, news);
        } catch (error) {
          news.push(['error', error]);
        }
        if (news[0]) newest = null;
        return version([], [...news, ['onSync']]);
      },
      toJSON() {},
    };
  };
  return version([], []);
}
