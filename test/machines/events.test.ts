import { describe, expect, it } from 'vitest';
import { ofType } from '../../src/machines/events.ts';

type Event = { readonly type: 'params.resolved'; readonly params: string } | { readonly type: 'params.failed' };

describe('the event of an action', () => {
  const event: Event = { type: 'params.resolved', params: 'secret' };

  it('is returned if it has the type, or one of the types, that the action is for', () => {
    expect(ofType<Event, 'params.resolved'>(event, 'params.resolved')).toBe(event);
    expect(ofType<Event, Event['type']>(event, 'params.failed', 'params.resolved')).toBe(event);
  });

  it('throws for another event, without quoting it', () => {
    const call = () => ofType<Event, 'params.failed'>(event, 'params.failed');
    expect(call).toThrow('An action for params.failed was called for params.resolved.');
    expect(call).not.toThrow('secret');
  });
});
