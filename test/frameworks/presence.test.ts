// @vitest-environment jsdom
import { act, createElement, StrictMode, useEffect, useState, useSyncExternalStore } from 'react';
import { createRoot, type Root } from 'react-dom/client';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ChannelRef } from 'xstate-phoenix';
import { createPresence, type Presence, type PresenceState } from 'xstate-phoenix/presence';
import { presentRoom, rejoined } from '../presence/presences.ts';

const nobody: PresenceState = {};
const nothing = () => () => {};

/** The hook of docs/presence.md. */
function useUsers(room: ChannelRef) {
  const [presence, setPresence] = useState<Presence>();
  useEffect(() => {
    const made = createPresence(room);
    setPresence(made);
    return () => made.dispose();
  }, [room]);
  const users = useSyncExternalStore(
    presence?.subscribe ?? nothing,
    () => presence?.getSnapshot().context.state ?? nobody,
  );
  return { users, isStale: presence?.stale ?? true };
}

let root: Root;

beforeEach(() => {
  vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true);
  root = createRoot(document.createElement('div'));
});
afterEach(() => vi.unstubAllGlobals());

describe('a presence in React', () => {
  it('is the snapshot of a store: with StrictMode, made late, and across a rejoin', () => {
    const room = presentRoom();
    room.state({ ana: ['1'] });
    const shown: string[] = [];
    function Users() {
      const { users, isStale } = useUsers(room.room);
      shown.push(`${Object.keys(users).join(' ')}${isStale ? ', stale' : ''}`);
      return null;
    }
    act(() => root.render(createElement(StrictMode, null, createElement(Users))));
    expect(shown.at(-1)).toBe('ana');
    act(() => room.diff({ bo: ['2'] }));
    expect(shown.at(-1)).toBe('ana bo');
    act(() => rejoined(room));
    act(() => room.state({ bo: ['2'] }));
    expect(shown.at(-1)).toBe('bo');
    const renders = shown.length;
    act(() => room.diff({ bo: ['2'] }));
    expect(shown).toHaveLength(renders);
    act(() => root.unmount());
    room.diff({ cy: ['3'] });
    expect(shown).toHaveLength(renders);
  });
});
