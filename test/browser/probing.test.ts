import { describe, expect, it, vi } from 'vitest';
import type { TransportClose, TransportFactory, TransportRequest, TransportSink } from 'xstate-phoenix';
import { clientMachine, interpret } from 'xstate-phoenix';
import { type ProbingOptions, probing } from 'xstate-phoenix/browser';
import '../support/matchers.ts';
import { nextTask } from '../support/task.ts';

const failed = { code: 1006, reason: '' };
const request = { url: 'wss://server.test/socket/websocket?token=abc&vsn=2.0.0', protocols: [], headers: {} };

type Answer = number | Error | Promise<{ readonly status: number }>;

/** A transport that the test plays, behind a probe whose answers it gives. */
function probed(answer: Answer, asked: Partial<TransportRequest> = {}) {
  const heard: [string, unknown?][] = [];
  const signals: AbortSignal[] = [];
  const closes: unknown[] = [];
  const urls: string[] = [];
  let sink: TransportSink | undefined;
  const inner: TransportFactory = (_, given) => {
    sink = given;
    return {
      send: (data) => void heard.push(['sent', data]),
      close: (...args) => void closes.push(args),
      bufferedAmount: 7,
    };
  };
  const fetch: NonNullable<ProbingOptions['fetch']> = vi.fn(async (url, { signal, credentials, redirect }) => {
    urls.push(`${credentials} ${redirect} ${url}`);
    signals.push(signal);
    if (answer instanceof Error) throw answer;
    return typeof answer === 'number' ? { status: answer } : answer;
  });
  const transport = probing(inner, { fetch })(
    { ...request, ...asked },
    {
      opened: (response) => void heard.push(['opened', response]),
      received: (data) => void heard.push(['received', data]),
      unreadable: (why) => void heard.push(['unreadable', why]),
      closed: (close) => void heard.push(['closed', close]),
    },
  );
  const ends = async (close: TransportClose = failed) => {
    sink?.closed(close);
    await nextTask();
  };
  return { transport, heard, ends, urls, signals, closes, sink: () => sink };
}

describe('a probe', () => {
  it.each([401, 403])('tells HTTP %i where a handshake failed without a reason', async (status) => {
    const { heard, ends, urls } = probed(status);
    await ends();
    expect(heard).toEqual([['closed', { ...failed, httpStatus: status }]]);
    expect(urls).toEqual(['include manual https://server.test/socket/websocket?token=abc&vsn=2.0.0']);
  });

  it('asks by http where the socket is ws', async () => {
    const { ends, urls } = probed(400, { url: 'ws://server.test/ws/websocket' });
    await ends();
    expect(urls).toEqual(['include manual http://server.test/ws/websocket']);
  });

  it.each([[200], [400], [404], [426], [500], [503], [0], [new TypeError('Failed to fetch')]])(
    'tells what it was told where the answer is %s',
    async (answer) => {
      const { heard, ends } = probed(answer);
      await ends();
      expect(heard).toEqual([['closed', failed]]);
    },
  );

  it.each([
    ['the status is known', { httpStatus: 503 }],
    ['the platform says why', { error: new Error('ECONNREFUSED') }],
  ])('is not made where %s', async (_, known) => {
    const { heard, ends, urls } = probed(403);
    await ends({ ...failed, ...known });
    expect(heard).toEqual([['closed', { ...failed, ...known }]]);
    expect(urls).toEqual([]);
  });

  it('is not made for a request with an auth token, which it could not send', async () => {
    const { heard, ends, urls } = probed(403, { protocols: ['phoenix', 'base64url.bearer.phx.abc'] });
    await ends();
    expect([heard, urls]).toEqual([[['closed', failed]], []]);
  });

  it('is not made for a connection that was open, and passes on what that says', async () => {
    const { heard, ends, urls, sink, transport } = probed(403);
    sink()?.opened({ headers: { a: 'b' } });
    sink()?.received('hello');
    sink()?.unreadable('no UTF-8');
    transport.send('there');
    await ends();
    expect(transport.bufferedAmount).toBe(7);
    expect(urls).toEqual([]);
    expect(heard).toEqual([
      ['opened', { headers: { a: 'b' } }],
      ['received', 'hello'],
      ['unreadable', 'no UTF-8'],
      ['sent', 'there'],
      ['closed', failed],
    ]);
  });

  it('is not made for an attempt that was given up', async () => {
    const { heard, ends, urls, transport, closes } = probed(403);
    transport.close(3_000, 'enough');
    await ends();
    expect([closes, urls, heard]).toEqual([[[3_000, 'enough']], [], [['closed', failed]]]);
  });

  it('is given up with the attempt, which is closed once', async () => {
    let answer = (_: { status: number }) => {};
    const { heard, ends, signals, transport } = probed(
      new Promise((resolve) => {
        answer = resolve;
      }),
    );
    await ends();
    expect(heard).toEqual([]);
    transport.close();
    expect(signals.map(({ aborted }) => aborted)).toEqual([true]);
    answer({ status: 403 });
    await nextTask();
    transport.close();
    expect(heard).toEqual([['closed', failed]]);
  });

  it('leaves things as they are where there is no fetch', async () => {
    vi.stubGlobal('fetch', undefined);
    try {
      const closed = vi.fn();
      const sink = { opened: vi.fn(), received: vi.fn(), unreadable: vi.fn(), closed };
      probing((_, given) => {
        given.closed(failed);
        return { send: () => {}, close: () => {} };
      })(request, sink);
      await nextTask();
      expect(closed.mock.calls).toEqual([[failed]]);
    } finally {
      vi.unstubAllGlobals();
    }
  });

  it('makes a client with constants fail at once, as in Node', async () => {
    const transport = probing(
      (_, sink) => {
        sink.closed(failed);
        return { send: () => {}, close: () => {} };
      },
      { fetch: async () => ({ status: 403 }) },
    );
    const client = interpret(clientMachine, { input: { url: 'wss://server.test/socket', transport } }).start();
    await nextTask();
    expect(client).toBeIn('failed');
    expect(client.getSnapshot().context.error).toMatchObject({ code: 'unauthorized', httpStatus: 403 });
  });
});
