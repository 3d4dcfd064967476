import { describe, expect, it } from 'vitest';
import type { PendingPush } from '../../../src/machines/channel/push.ts';
import { Unseen } from '../../../src/machines/channel/unseen.ts';

const pushOf = (event: string): PendingPush => ({ event, payload: {}, dueAt: 0, call: null, watched: null });

describe('what is on its way to a channel', () => {
  it('returns the outcomes that were never handled, once', () => {
    const unseen = new Unseen();
    const outcome = { status: 'ok', response: {} } as const;
    const first = { type: 'push.settled', event: 'a', id: undefined, outcome } as const;
    const second = { ...first, event: 'b' };
    unseen.tell(first);
    unseen.tell(second);
    unseen.told(first);
    expect(unseen.takeUntold()).toEqual([second]);
    expect(unseen.takeUntold()).toEqual([]);
  });

  it('returns the pushes that were never handled, once', () => {
    const unseen = new Unseen();
    const [first, second] = [{ settle: () => {} }, { settle: () => {} }];
    unseen.offer(first, { ...pushOf('a'), call: first });
    unseen.offer(second, { ...pushOf('b'), call: second });
    unseen.accept(first);
    expect(unseen.takeOffered()).toMatchObject([{ event: 'b', call: second }]);
    expect(unseen.takeOffered()).toEqual([]);
  });
});
