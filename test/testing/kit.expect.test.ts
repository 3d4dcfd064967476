import { describe, expect, it } from 'vitest';
import { type ClientRef, cast, disconnect, join, leave } from 'xstate-phoenix';
import type { TestServer } from 'xstate-phoenix/testing';
import { complaintOf, play } from './play.ts';

type Play = (client: ClientRef, server: TestServer) => unknown;

interface Row {
  readonly helper: string;
  /** The client does what is expected. */
  readonly behave: Play;
  /** It does something else. */
  readonly misbehave: Play;
  readonly expected: (server: TestServer) => Promise<unknown>;
  readonly refuted: (server: TestServer) => Promise<void>;
  /** What the message says was expected. */
  readonly words: string;
  /** What the message says came, of the one that behaves and of the other. */
  readonly came: readonly [behaved: string, misbehaved: string];
}

const joined: Play = async (client, server) => {
  join(client, 'room:a');
  await server.connectAndExpectJoin('room:a');
};

const accepted: (play: Play) => Play = (then) => (client, server) => {
  server.accept();
  return then(client, server);
};

const rows: readonly Row[] = [
  {
    helper: 'expectJoin',
    behave: accepted((client) => join(client, 'room:a', { params: { as: { id: 1 }, more: 2 } })),
    misbehave: accepted((client) => join(client, 'room:a', { params: { as: { id: 7 } } })),
    expected: (server) => server.expectJoin('room:*', { params: { as: { id: 1 } } }),
    refuted: (server) => server.refuteJoin('room:*', { params: { as: { id: 1 } } }),
    words: 'join room:* with params {"as":{"id":1}}',
    came: ['0 ms  #1 join       room:a {"as":{"id":1},"more":2}', '0 ms  #1 join       room:a {"as":{"id":7}}'],
  },
  {
    helper: 'connectAndExpectJoin',
    behave: (client) => join(client, 'room:a'),
    misbehave: (client) => join(client, 'chat:a'),
    expected: (server) => server.connectAndExpectJoin('room:a'),
    refuted: (server) => {
      server.accept();
      return server.refuteJoin('room:a');
    },
    words: 'join room:a',
    came: ['0 ms  #1 join       room:a {}', '0 ms  #1 join       chat:a {}'],
  },
  {
    helper: 'expectLeave',
    behave: async (client, server) => {
      await joined(client, server);
      void leave(join(client, 'room:a'));
    },
    misbehave: joined,
    expected: (server) => server.expectLeave('room:a'),
    refuted: (server) => server.refuteLeave('room:a'),
    words: 'leave room:a',
    came: ['0 ms  #1 leave      room:a', '✓     0 ms  #1 join       room:a {} (answered with ok)'],
  },
  {
    helper: 'expectPush',
    behave: async (client, server) => {
      await joined(client, server);
      cast(join(client, 'room:a'), 'new_msg', { body: 'hello', tags: ['x', 'y'] });
    },
    misbehave: async (client, server) => {
      await joined(client, server);
      cast(join(client, 'room:a'), 'new_msg', { body: 'bye' });
    },
    expected: (server) => server.expectPush('room:a', 'new_msg', { body: 'hello', tags: ['x'] }),
    refuted: (server) => server.refutePush('room:a', 'new_msg', { body: 'hello', tags: ['x'] }),
    words: 'push new_msg to room:a with {"body":"hello","tags":["x"]}',
    came: [
      '0 ms  #1 push       room:a new_msg {"body":"hello","tags":["x","y"]}',
      '0 ms  #1 push       room:a new_msg {"body":"bye"}',
    ],
  },
  {
    helper: 'expectHeartbeat',
    behave: accepted((_, server) => server.elapse(30_000)),
    misbehave: accepted((_, server) => server.elapse(29_999)),
    expected: (server) => server.expectHeartbeat(),
    refuted: (server) => server.refuteHeartbeat(),
    words: 'send a heartbeat',
    came: ['30000 ms  #1 heartbeat', '0 ms  #1 connect    ws://server.test/socket/websocket {} (accepted)'],
  },
  {
    helper: 'expectDisconnect',
    behave: accepted((client) => void disconnect(client, { code: 4001, reason: 'bye' })),
    misbehave: accepted((client) => void disconnect(client, { code: 4002 })),
    expected: (server) => server.expectDisconnect({ code: 4001 }),
    refuted: (server) => server.refuteDisconnect({ code: 4001 }),
    words: 'disconnect with 4001',
    came: ['0 ms  #1 disconnect 4001 "bye"', '0 ms  #1 disconnect 4002'],
  },
];

describe.each(rows)('$helper', ({ behave, misbehave, expected, refuted, words, came }) => {
  it('gives back the act of a client that behaves, once', async () => {
    const { server, client } = play();
    await behave(client, server);
    expect(server.acts).toContain(await expected(server));
    expect(await complaintOf(expected(server))).toContain('✓');
    await refuted(server);
  });

  it('fails with all that a client did which misbehaves', async () => {
    const { server, client } = play();
    await misbehave(client, server);
    const complaint = await complaintOf(expected(server));
    expect(complaint.startsWith(`Expected the client to ${words}; it did not.\n\n`)).toBe(true);
    expect(complaint).toContain(came[1]);
    await refuted(server);
  });

  it('has a refutation, which fails with what came', async () => {
    const { server, client } = play();
    await behave(client, server);
    const complaint = await complaintOf(refuted(server));
    expect(complaint.startsWith(`Expected the client not to ${words}; it did:\n    ${came[0]}`)).toBe(true);
    await expected(server);
  });
});

describe('expectConnect', () => {
  const input = { params: { token: 'x', user: { id: 1 } }, headers: { origin: 'here' }, authToken: 'sesame' };

  it.each([
    [{}],
    [{ params: { token: 'x' } }],
    [{ params: { user: { id: '1' } } }],
    [{ params: ({ token }: object & { token?: unknown }) => token === 'x' }],
    [{ headers: { origin: 'here' } }],
    [{ authToken: 'sesame' }],
    [{ authToken: /^ses/g }],
    [{ url: /vsn=2\.0\.0$/ }],
    [{ url: (url: string) => url.startsWith('ws://server.test/socket/websocket?') }],
  ])('takes a connect that fits %o, before anything was answered', async (matchers) => {
    const { server } = play(input);
    const act = await server.expectConnect(matchers);
    expect(act).toMatchObject({ atMs: 0, connection: 1, params: { token: 'x', user: { id: '1' } } });
    await server.refuteConnect(matchers);
  });

  it.each([
    [{ params: { token: 'y' } }, 'with params {"token":"y"}'],
    [{ headers: { origin: 'there' } }, 'with headers {"origin":"there"}'],
    [{ authToken: 'open' }, 'with the auth token'],
    [{ url: 'ws://other.test/?token=z' }, 'to ws://other.test/'],
    [{ url: () => false }, 'to what its function fits'],
    [{ connection: 2 }, 'over connection 2'],
  ])('fails for %o', async (matchers, words) => {
    const { server } = play(input);
    await server.refuteConnect(matchers);
    const complaint = await complaintOf(server.expectConnect(matchers));
    expect(complaint).toContain(`Expected the client to connect ${words}; it did not.`);
    expect(complaint).toContain('connect    ws://server.test/socket/websocket {"token":"x","user":{"id":"1"}} (waits)');
    expect(complaint).not.toMatch(/sesame|open|token=/);
  });

  it('has a refutation, which fails for one that came', async () => {
    const { server } = play(input);
    expect(await complaintOf(server.refuteConnect())).toContain('Expected the client not to connect; it did:');
  });
});

describe('an expectation', () => {
  it('takes the first act that fits, and leaves the others in their order', async () => {
    const { server, client } = play();
    await joined(client, server);
    for (const n of [1, 2, 3]) cast(join(client, 'room:a'), 'n', { n });
    const taken = [
      await server.expectPush(/^room:/g, 'n', ({ n }: { n: number }) => n > 1),
      await server.expectPush('room:a', 'n'),
      await server.expectPush('*', '*'),
    ];
    expect(taken.map(({ payload }) => payload)).toEqual([{ n: 2 }, { n: 1 }, { n: 3 }]);
    await server.refutePush();
  });

  it('moves time, timer by timer, to the act and no further', async () => {
    const { server } = play();
    server.accept();
    const { atMs } = await server.expectHeartbeat({ withinMs: 40_000 });
    expect([atMs, server.clock.now()]).toEqual([30_000, 30_000]);
  });

  it('that fails has moved time to its end, and so has a refutation that holds', async () => {
    const { server } = play();
    server.accept();
    const complaint = await complaintOf(server.expectHeartbeat({ withinMs: 29_999 }));
    expect(complaint).toContain('Expected the client to send a heartbeat within 29999 ms; it did not.');
    expect(complaint).toContain('What the clients did until 29999 ms');
    await server.refuteHeartbeat({ withinMs: 0 });
    expect(await complaintOf(server.refuteHeartbeat({ withinMs: 2 }))).toContain('30000 ms  #1 heartbeat');
    await server.refuteDisconnect({ withinMs: 1000 });
    expect(server.clock.now()).toBe(31_000);
  });

  it('lets promises settle first, however long their chain is', async () => {
    const { server, client } = play();
    server.accept();
    const later = async () => {
      for (let turn = 0; turn < 500; turn += 1) await null;
      join(client, 'room:late');
    };
    void later();
    await server.expectJoin('room:late');
  });

  it('says that nothing was done', async () => {
    const { server } = play({ autoConnect: false });
    expect(await complaintOf(server.expectConnect())).toBe(
      'Expected the client to connect; it did not.\n\nThe clients have done nothing until 0 ms.',
    );
  });

  it('rejects with what its function throws', async () => {
    const { server } = play();
    const thrown = new Error('predicate');
    const params = () => {
      throw thrown;
    };
    await expect(server.expectConnect({ params })).rejects.toBe(thrown);
  });

  it.each([-1, Number.NaN, Number.POSITIVE_INFINITY])('rejects %s milliseconds', async (withinMs) => {
    const { server } = play();
    await expect(server.expectConnect({ withinMs })).rejects.toBeInstanceOf(RangeError);
    await expect(server.elapse(withinMs)).rejects.toBeInstanceOf(RangeError);
  });
});
