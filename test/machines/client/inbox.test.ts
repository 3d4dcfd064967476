import { describe, expect, it, vi } from 'vitest';
import { Inbox } from '../../../src/machines/client/inbox.ts';
import { nextTask } from '../../support/task.ts';

/** An inbox, and what came out of it. A step whose name ends in `!` is one that somebody awaited. */
function createInbox() {
  const inbox = new Inbox();
  const log: string[] = [];
  const take = (name: string) =>
    inbox.take((item) => {
      log.push(item);
      if (item.endsWith('!')) inbox.hold();
    }, name);
  return { inbox, log, take };
}

describe('an inbox', () => {
  it('handles an item at once', () => {
    const { log, take } = createInbox();
    for (const name of ['a', 'b']) take(name);
    expect(log).toEqual(['a', 'b']);
  });

  it('keeps the items behind an awaited one for the next task, in order', async () => {
    const { inbox, log, take } = createInbox();
    for (const name of ['a!', 'b', 'c']) take(name);
    expect(log).toEqual(['a!']);
    expect(inbox.isHeld).toBe(true);
    await nextTask();
    expect(log).toEqual(['a!', 'b', 'c']);
    expect(inbox.isHeld).toBe(false);
  });

  it('lets the code that awaited a kept item run before the next one, too', async () => {
    const { inbox, log } = createInbox();
    const takeAwaited = (name: string) =>
      inbox.take((item) => {
        inbox.hold();
        void Promise.resolve().then(() => log.push(`after ${item}`));
        log.push(item);
      }, name);
    for (const name of ['a', 'b']) takeAwaited(name);
    await new Promise<void>((resolve) =>
      inbox.take((item) => {
        log.push(item);
        resolve();
      }, 'c'),
    );
    expect(log).toEqual(['a', 'after a', 'b', 'after b', 'c']);
  });

  it('is not held up by a promise that was settled outside of an item', () => {
    const { inbox, log, take } = createInbox();
    inbox.hold();
    take('a');
    expect([log, inbox.isHeld]).toEqual([['a'], false]);
  });

  it.each([
    ['message channels', globalThis.MessageChannel],
    ['none', undefined],
  ])('deals with nothing any more once it is closed, on a platform with %s', async (_, channel) => {
    vi.stubGlobal('MessageChannel', channel);
    const { inbox, log, take } = createInbox();
    for (const name of ['a!', 'kept']) take(name);
    inbox.close();
    take('late');
    vi.unstubAllGlobals();
    await nextTask();
    await nextTask();
    take('later');
    expect(log).toEqual(['a!']);
  });
});
