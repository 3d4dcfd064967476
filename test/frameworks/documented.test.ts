import { afterEach, describe, expect, it } from 'vitest';
import { openApp } from './app.ts';
import { bundle, frameworks } from './bundle.ts';

const [LOBBY, KITCHEN] = ['room:lobby', 'room:kitchen'];

const complaints: unknown[] = [];

afterEach(() => {
  expect(complaints.splice(0)).toEqual([]);
});

describe.each(frameworks)('the documented app of %s', async (framework) => {
  const script = await bundle(framework);

  const open = () => openApp(script, complaints);

  it('joins a topic once for two components, and both hear it', async () => {
    const { written, hear, shown } = await open();
    expect(written()).toEqual([`join ${LOBBY}`]);
    await hear(LOBBY, 'hello');
    expect(shown()).toEqual({ count: '1', messages: ['hello'], mayPush: true, problem: '' });
  });

  it('keeps the topic while one of them is there, and shares it with the next', async () => {
    const { written, hear, toggle, shown } = await open();
    await toggle();
    await hear(LOBBY, 'unseen');
    expect(shown()).toMatchObject({ count: '1', messages: [] });
    await toggle();
    await hear(LOBBY, 'seen');
    expect(shown()).toEqual({ count: '2', messages: ['seen'], mayPush: true, problem: '' });
    expect(written()).toEqual([`join ${LOBBY}`]);
  });

  it('leaves the topic once when both go to another one, and joins it again when they come back', async () => {
    const { server, written, hear, go, shown } = await open();
    await hear(LOBBY, 'hello');
    await go(KITCHEN);
    expect(written().sort()).toEqual([`join ${KITCHEN}`, `join ${LOBBY}`, `leave ${LOBBY}`]);
    expect(() => server.push(LOBBY, 'new_msg')).toThrow();
    await hear(KITCHEN, 'tea');
    expect(shown()).toEqual({ count: '1', messages: ['tea'], mayPush: true, problem: '' });
    await go(LOBBY);
    await hear(LOBBY, 'again');
    expect(shown()).toEqual({ count: '1', messages: ['again'], mayPush: true, problem: '' });
    expect(written().sort()).toEqual(
      [`join ${KITCHEN}`, `join ${LOBBY}`, `join ${LOBBY}`, `leave ${KITCHEN}`, `leave ${LOBBY}`].sort(),
    );
  });

  it('shows that it is not joined while the connection is gone, and is joined again after it', async () => {
    const { server, shall, hear, shown, written } = await open();
    await shall(() => {
      server.unplug();
      server.drop();
    });
    expect(shown().mayPush).toBe(false);
    await shall(() => {
      server.accept();
      return server.elapse(10_000);
    });
    await hear(LOBBY, 'hello');
    expect(shown()).toEqual({ count: '1', messages: ['hello'], mayPush: true, problem: '' });
    expect(written()).toEqual([`join ${LOBBY}`]);
  });

  it('says what is written, and shows the error of what is refused', async () => {
    const { server, say, shown } = await open();
    await say('hello');
    expect((await server.expectPush(LOBBY, 'new_msg')).payload).toEqual({ body: 'hello' });
    expect(shown().problem).toBe('');
    await say('spam');
    expect(shown().problem).toContain('PushError');
  });

  it('disconnects when it is unmounted, and leaves no timer', async () => {
    const { server, unmount } = await open();
    await unmount();
    await server.expectDisconnect();
    expect(server.clock.timers).toBe(0);
  });
});
