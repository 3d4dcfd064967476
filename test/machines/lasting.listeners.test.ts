import { describe, expect, it } from 'vitest';
import { LastingListeners } from '../../src/machines/lasting.listeners.ts';

/** Listeners of something that forgets them whenever it is started again. */
function createListeners() {
  let present = new Set<() => void>();
  const listeners = new LastingListeners();
  const heard: string[] = [];
  const add = (name: string) =>
    listeners.add(() => {
      const hear = () => heard.push(name);
      present.add(hear);
      return { unsubscribe: () => present.delete(hear) };
    });
  const restart = () => {
    present = new Set();
    listeners.again();
  };
  const tell = () => {
    heard.length = 0;
    for (const hear of present) hear();
    return [...heard];
  };
  return { listeners, add, restart, tell };
}

describe('listeners that survive a stop', () => {
  it('hear after each restart, once', () => {
    const { listeners, add, restart, tell } = createListeners();
    add('ana');
    restart();
    add('bob');
    // They are still there: not everything forgets its listeners.
    listeners.again();
    expect(tell()).toEqual(['ana', 'bob']);
  });

  it('hear nothing when they were undone, before a restart or after it', () => {
    const { add, restart, tell } = createListeners();
    const [ana, bob] = [add('ana'), add('bob')];
    ana.unsubscribe();
    restart();
    expect(tell()).toEqual(['bob']);
    bob.unsubscribe();
    expect(tell()).toEqual([]);
    restart();
    expect(tell()).toEqual([]);
  });
});
