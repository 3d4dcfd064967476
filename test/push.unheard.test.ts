import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import {
  type ClientEmitted,
  type clientMachine,
  defineClient,
  join,
  leave,
  type PushError,
  push,
} from 'xstate-phoenix';
import { crash, hear, joinedRoom, joiningRoom, of, offlineRoom, outcome, refuse, turns } from './support/room.ts';
import { nextTask } from './support/task.ts';
import { createWorld } from './support/world.ts';

/** Waits until the library has checked whether somebody awaits a push: that is in a later task. */
async function tasks(): Promise<void> {
  await nextTask();
  await nextTask();
}

describe('a push that nobody awaits', () => {
  it('is emitted as push.failed when it fails, with its error', async () => {
    const { room, socket, heard } = joinedRoom();
    void push(room, 'say');
    socket.reply(socket.last('say'), 'error', { reason: 'muted' });
    await tasks();
    expect(heard).toMatchObject([
      { type: 'push.failed', event: 'say', id: undefined, error: { code: 'refused', response: { reason: 'muted' } } },
    ]);
  });

  it('is so when it fails within the call, and when it waited', async () => {
    const { room, socket, clock, heard } = joiningRoom();
    void push(room, 'first', {}, { whenNotJoined: 'reject' });
    void push(room, 'second', {}, { timeoutMs: 10 });
    clock.increment(10);
    refuse(socket, { reason: 'unauthorized' });
    void push(room, 'third');
    await tasks();
    const failed = of(heard, 'push.failed').map(({ event, error }) => [event, error.code]);
    expect(failed).toEqual([
      ['first', 'not_joined'],
      ['second', 'timeout'],
      ['third', 'channel_closed'],
    ]);
  });

  it('is not told of when it succeeds, or when its topic is left', async () => {
    const { room, socket, heard } = joinedRoom();
    void push(room, 'say');
    socket.reply(socket.last('say'));
    void push(room, 'bye');
    void leave(room);
    socket.reply(socket.last('phx_leave'));
    await tasks();
    expect(heard.map(({ type }) => type)).toEqual(['left']);
  });

  it('reaches the handlers of a client that was made of them', async () => {
    const replies: unknown[] = [];
    const machine = defineClient({ onReply: (_, reply) => void replies.push(reply) });
    const world = createWorld({}, { machine: machine as typeof clientMachine });
    const room = join(world.client, 'room:a');
    void push(room, 'say', {}, { whenNotJoined: 'reject' });
    await tasks();
    expect(replies).toMatchObject([{ event: 'say', status: null, error: { code: 'not_joined' } }]);
  });

  it('is reported when it can be none', async () => {
    const { client, room } = joinedRoom();
    const heard = hear<ClientEmitted>(client);
    void push(room, '');
    await tasks();
    expect(heard).toMatchObject([{ type: 'listener.failed', event: 'push', error: { code: 'configuration' } }]);
  });
});

describe('a push that somebody awaits', () => {
  it.each<[string, (pushed: () => Promise<unknown>) => Promise<unknown>]>([
    ['await', async (pushed) => await pushed()],
    ['an async function', (pushed) => (async () => pushed())()],
    ['catch', (pushed) => pushed().catch(() => {})],
    ['Promise.all', (pushed) => Promise.all([pushed(), pushed()])],
    ['Promise.race', (pushed) => Promise.race([pushed(), pushed()])],
    [
      'one await behind the other',
      async (pushed) => {
        const [first, second] = [pushed(), pushed()];
        await first.catch(() => {});
        await second;
      },
    ],
  ])('is nothing to be told of: by %s', async (_, wait) => {
    const { room, heard } = offlineRoom();
    await outcome(wait(() => push(room, 'say', {}, { whenNotJoined: 'reject' })));
    await tasks();
    expect(heard).toEqual([]);
  });
});

describe('the stack of a push that failed', () => {
  async function somebodyWhoPushes(pushed: () => Promise<unknown>) {
    await pushed();
  }
  const stackOf = async (waiting: Promise<void>) => {
    const end = await outcome(waiting);
    return end !== 'pending' && 'error' in end ? String((end.error as Error).stack) : '';
  };

  it('leads to its caller when it was not sent, whether it is awaited or not', async () => {
    const { room, clock, heard } = offlineRoom();
    const waiting = somebodyWhoPushes(() => push(room, 'say', {}, { timeoutMs: 10 }));
    function somebodyWhoDoesNotWait() {
      void push(room, 'say', {}, { timeoutMs: 10 });
    }
    somebodyWhoDoesNotWait();
    clock.increment(10);
    const stack = await stackOf(waiting);
    expect(stack).toContain('somebodyWhoPushes');
    expect(stack).toMatch(/^PushError: The push of "say" to "room:lobby" was not sent in time/);
    await tasks();
    expect(of(heard, 'push.failed')[0]?.error.stack).toContain('somebodyWhoDoesNotWait');
  });

  it('leads to whoever awaits it when it was sent', async () => {
    const { room, socket } = joinedRoom();
    const waiting = somebodyWhoPushes(() => push(room, 'say'));
    await turns();
    crash(socket);
    const stack = await stackOf(waiting);
    expect(stack).toContain('somebodyWhoPushes');
    expect(stack).toMatch(/^PushError: The push of "say"/);
  });

  it('is as it was where nobody can tell it', async () => {
    const { room, socket } = joinedRoom();
    const { captureStackTrace } = Error;
    Reflect.deleteProperty(Error, 'captureStackTrace');
    const waiting = push(room, 'say');
    socket.reply(socket.last('say'), 'error');
    const end = await outcome(waiting);
    Error.captureStackTrace = captureStackTrace;
    expect((end as { error: PushError }).error.code).toBe('refused');
  });
});

describe('the console', () => {
  /** The console output of a program whose pushes fail, under an import condition. */
  const written = (condition: string, listen: string) => {
    const program = `
      import { clientMachine, join, push } from 'xstate-phoenix';
      import { createActor } from 'xstate';
      const client = createActor(clientMachine, { input: { url: 'ws://localhost', autoConnect: false } }).start();
      const room = join(client, 'room:a');
      ${listen}
      for (const event of ['first', 'second']) void push(room, event, {}, { whenNotJoined: 'reject' });
      await push(room, 'third', {}, { whenNotJoined: 'reject' }).catch(() => {});
      setTimeout(() => client.stop(), 50);
    `;
    const args = [`--conditions=${condition}`, '--conditions=xstate-phoenix-source', '--import', 'tsx'];
    const script = `process.stderr.write = (text) => process.stdout.write(text); ${program}`;
    return execFileSync(process.execPath, [...args, '--input-type=module', '--eval', script], {
      cwd: fileURLToPath(new URL('..', import.meta.url)),
      encoding: 'utf8',
    });
  };

  it('is told of one such push in development, and of no other', () => {
    const said = written('development', '');
    expect(said).toContain('PushError: The push of "first" to "room:a" was not sent');
    expect(said.match(/a push has failed/g)).toHaveLength(1);
  }, 20_000);

  it('is told of none where somebody listens', () => {
    expect(written('development', "room.on('push.failed', () => {});")).toBe('');
    expect(written('development', "room.on('*', () => {});")).toBe('');
  }, 20_000);

  it('is told of none in production', () => {
    expect(written('production', '')).toBe('');
  }, 20_000);
});
