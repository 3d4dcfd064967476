import { runInNewContext } from 'node:vm';
import { describe, expect, it, vi } from 'vitest';
import { awaitMessage, ConfigurationError, messages, on, onFrame, onUnrouted } from 'xstate-phoenix';
import { onTelemetry } from 'xstate-phoenix/telemetry';
import { of, outcome, TOPIC } from './support/room.ts';
import { servedRoom } from './support/served.ts';

describe('a listener of events that fit', () => {
  it.each<[string, RegExp | ((event: string) => boolean)]>([
    ['an expression', /^user_/],
    ['a global expression', /^user_/g],
    ['a sticky expression', /user_/y],
    ['an expression of another realm', runInNewContext('/^user_/g')],
    ['a function', (event) => event.startsWith('user_')],
  ])('%s hears each of them and no other', async (_, event) => {
    const { server, room } = await servedRoom();
    const heard: unknown[] = [];
    on(room, event, (payload, message) => heard.push([message.event, payload]));
    for (const name of ['user_in', 'user_in', 'the_user_', 'user_out', 'msg', 'user_in'])
      server.push(TOPIC, name, { name });
    expect(heard).toEqual(['user_in', 'user_in', 'user_out', 'user_in'].map((name) => [name, { name }] as const));
  });

  it('hears what fits anywhere in the name', async () => {
    const { server, room } = await servedRoom();
    const heard = vi.fn();
    on(room, /in$/, heard);
    server.push(TOPIC, 'user_in');
    expect(heard).toHaveBeenCalledTimes(1);
  });

  it('leaves the expression as it was', async () => {
    const { server, room } = await servedRoom();
    const event = /user_/g;
    event.lastIndex = 3;
    on(room, event, () => {});
    server.push(TOPIC, 'user_in');
    expect(event.lastIndex).toBe(3);
  });

  it('hears nothing after its undo', async () => {
    const { server, room } = await servedRoom();
    const heard = vi.fn();
    on(room, /./, heard)();
    server.push(TOPIC, 'msg');
    expect(heard).not.toHaveBeenCalled();
  });

  it('is reported under the event that was heard when it throws', async () => {
    const { server, room, said } = await servedRoom();
    const error = new Error('of mine');
    on(room, /^m/, () => {
      throw error;
    });
    server.push(TOPIC, 'msg');
    expect(of(said, 'listener.failed')).toEqual([{ type: 'listener.failed', error, topic: TOPIC, event: 'msg' }]);
  });

  it.each(['throws', 'rejects'])(
    'is reported, and hears nothing, when its function %s, which harms nobody else',
    async (how) => {
      const { server, room, said } = await servedRoom();
      const error = new Error('of mine');
      const fit = (): boolean => {
        if (how === 'throws') throw error;
        return Promise.reject(error) as never;
      };
      const [heard, other] = [vi.fn(), vi.fn()];
      on(room, fit, heard);
      on(room, '*', other);
      server.push(TOPIC, 'msg');
      server.push(TOPIC, 'msg');
      await outcome(Promise.resolve());
      expect(heard).not.toHaveBeenCalled();
      expect(other).toHaveBeenCalledTimes(2);
      const failed = { type: 'listener.failed', error, topic: TOPIC, event: 'msg' };
      expect(of(said, 'listener.failed')).toEqual([failed, failed]);
    },
  );
});

describe('a wait for an event that fits', () => {
  it('takes the first one', async () => {
    const { server, room } = await servedRoom();
    const message = awaitMessage(room, /^b/);
    server.push(TOPIC, 'a');
    server.push(TOPIC, 'b1', { n: 1 });
    server.push(TOPIC, 'b2');
    expect(await message).toMatchObject({ event: 'b1', payload: { n: 1 } });
  });

  it('goes on when its function throws, which is reported', async () => {
    const { server, room, said } = await servedRoom();
    const message = awaitMessage(room, (event) => {
      if (event === 'a') throw new Error('of mine');
      return true;
    });
    server.push(TOPIC, 'a');
    expect(await outcome(message)).toBe('pending');
    server.push(TOPIC, 'b');
    expect(await message).toMatchObject({ event: 'b' });
    expect(of(said, 'listener.failed')).toMatchObject([{ event: 'a' }]);
  });
});

describe('a loop over events that fit', () => {
  it('takes them and no other', async () => {
    const { server, room } = await servedRoom();
    const loop = messages(room, /^b/g)[Symbol.asyncIterator]();
    for (const name of ['a', 'b1', 'b2', 'b3']) server.push(TOPIC, name);
    for (const event of ['b1', 'b2', 'b3']) expect((await loop.next()).value).toMatchObject({ event });
  });
});

const problem = (path: string, message: unknown) => expect.objectContaining({ problems: [{ path, message }] });

describe('what can not be heard', () => {
  const none = [
    ['nothing', undefined, 'must be a string that is not empty, a RegExp or a function'],
    ['an empty name', '', 'must be a string that is not empty, a RegExp or a function'],
    ['a number', 7, 'must be a string that is not empty, a RegExp or a function'],
    ['a list', ['msg'], 'must be a string that is not empty, a RegExp or a function'],
    ['an event of the protocol', 'phx_error', expect.stringContaining('"phx_error" is reserved')],
  ] as const;

  it.each(none)('is refused by every function that listens: %s', async (name, event, message) => {
    const { room } = await servedRoom();
    expect(() => on(room, event as never, () => {})).toThrow(problem('event', message));
    await expect(awaitMessage(room, event as never)).rejects.toEqual(problem('event', message));
    if (name !== 'nothing') expect(() => messages(room, event as never)).toThrow(problem('event', message));
  });

  it('is named with all that is wrong beside it', async () => {
    const { room } = await servedRoom();
    const thrown = (call: () => unknown) => {
      try {
        return call();
      } catch (error) {
        return error instanceof ConfigurationError && error.problems.map(({ path }) => path);
      }
    };
    expect(thrown(() => on(room, '', 7 as never))).toEqual(['event', 'listener']);
    expect(thrown(() => messages(room, '', { signal: 7 as never }))).toEqual(['event', 'signal']);
    const wait = awaitMessage(room, '', { timeoutMs: -1, signal: 7 as never });
    await expect(wait).rejects.toMatchObject({
      problems: [{ path: 'event' }, { path: 'timeoutMs' }, { path: 'signal' }],
    });
    await expect(awaitMessage(room, 'msg', null as never)).rejects.toMatchObject({ problems: [{ path: 'options' }] });
  });

  it('is what has no function to hear it', async () => {
    const { room, client } = await servedRoom();
    const refused = problem('listener', 'must be a function');
    expect(() => on(room, 'msg', undefined as never)).toThrow(refused);
    expect(() => onFrame(client, {} as never)).toThrow(refused);
    expect(() => onUnrouted(client, 'log' as never)).toThrow(refused);
    expect(() => onTelemetry(client, null as never)).toThrow(refused);
  });
});
