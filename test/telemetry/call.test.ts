import { describe, expect, it } from 'vitest';
import { call, defineClient } from 'xstate-phoenix';
import { startDefined } from '../support/defined.ts';
import { deferred, outcome, turns } from '../support/room.ts';
import { Told } from './told.ts';

function answering(onCall: () => unknown) {
  const { client, said } = startDefined(defineClient({ onCall: (_, _request: string) => onCall() }));
  return { client, said, told: new Told({ client }) };
}

const metadata = { callback: 'onCall', topic: null };

describe('a call', () => {
  it.each<[string, () => unknown]>([
    ['a value', () => 7],
    ['a promise', async () => 7],
  ])('that is answered by %s is a span that stops', async (_, onCall) => {
    const { client, told } = answering(onCall);
    expect(await call(client, 'ask')).toBe(7);
    await turns();
    expect(told.types('client.callback')).toEqual(['client.callback.start', 'client.callback.stop']);
    expect(told.last('client.callback.stop')).toMatchObject({ metadata });
  });

  it.each<[string, (error: unknown) => unknown]>([
    [
      'throws',
      (error) => {
        throw error;
      },
    ],
    ['rejects', (error) => Promise.reject(error)],
  ])(
    'whose onCall %s is a span with an exception, rejects with the cause, and is reported to nobody else',
    async (_, fail) => {
      const cause = new Error('of mine');
      const { client, told, said } = answering(() => fail(cause));
      await expect(call(client, 'ask')).rejects.toBe(cause);
      expect(told.types('client.callback')).toEqual(['client.callback.start', 'client.callback.exception']);
      expect(told.last('client.callback.exception')).toMatchObject({ metadata });
      expect(said.filter(({ type }) => type === 'listener.failed')).toEqual([]);
    },
  );

  it('rejects with the cause while nobody watches, too', async () => {
    const { client } = startDefined(
      defineClient({
        onCall: (_, cause: Error) => {
          if (cause.message === 'later') return Promise.reject(cause);
          throw cause;
        },
      }),
    );
    for (const cause of [new Error('now'), new Error('later')]) await expect(call(client, cause)).rejects.toBe(cause);
  });

  it('is a span as long as its answer takes', async () => {
    const later = deferred();
    const { client, told } = answering(() => later.promise);
    const answer = call(client, 'ask');
    expect(told.types('client.callback')).toEqual(['client.callback.start']);
    expect(await outcome(answer)).toBe('pending');
    later.resolve({});
    await answer;
    await turns();
    expect(told.types('client.callback')).toEqual(['client.callback.start', 'client.callback.stop']);
  });

  it('asks a promise of the user once', async () => {
    let asked = 0;
    // biome-ignore lint/suspicious/noThenProperty: queries of some libraries run each time they are asked so.
    const query = { then: (resolve: (value: number) => void) => resolve(++asked) };
    const { client } = answering(() => query);
    expect(await call(client, 'ask')).toBe(1);
    expect(asked).toBe(1);
  });

  it('that no call of ours has made is ignored', () => {
    const { client, told, said } = answering(() => 7);
    client.send({ type: 'client.call', call: { request: 'ask' } as never });
    expect(told.types('client.callback')).toEqual([]);
    expect(said.filter(({ type }) => type === 'listener.failed')).toEqual([]);
  });
});
