import { runInNewContext } from 'node:vm';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { CLOSE_ANSWER_MS, type TransportClose } from '../../src/transport/transport.ts';
import { websocket } from '../../src/transport/websocket.ts';
import { StubSocket } from './stub.socket.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** A socket, and the ends that its transport tells. */
function dialed() {
  const closes: TransportClose[] = [];
  const sockets: StubSocket[] = [];
  class Socket extends StubSocket {
    constructor() {
      super();
      sockets.push(this);
    }
  }
  const sink = {
    opened() {},
    received() {},
    unreadable() {},
    closed: (close: TransportClose) => void closes.push(close),
  };
  websocket({ WebSocket: Socket })({ url: 'ws://a', protocols: [], headers: {} }, sink);
  const [socket = new StubSocket()] = sockets;
  return { socket, closes };
}

describe('what the constructor of a WebSocket throws', () => {
  it.each(['SyntaxError', 'SecurityError', 'Error'])('is the cause, without what is secret: %s', (name) => {
    class Socket extends StubSocket {
      constructor(url: string) {
        super();
        throw Object.assign(new Error(`no ${url}`), { name });
      }
    }
    const sink = { opened() {}, received() {}, unreadable() {}, closed() {} };
    const request = { url: 'ws://a.test/socket/websocket?token=urlsecret', protocols: [], headers: {} };
    const dial = () => websocket({ WebSocket: Socket })(request, sink);
    expect(dial).toThrow(`${name}`);
    expect(dial).toThrow(expect.objectContaining({ name: 'ConfigurationError' }));
    expect(dial).toThrow(
      expect.objectContaining({ cause: expect.objectContaining({ name, message: 'no [redacted]' }) }),
    );
  });
});

describe('the error of a WebSocket', () => {
  it.each<[string, object, object]>([
    [
      'is that of its event',
      { error: new TypeError('boom'), message: 'words' },
      { name: 'TypeError', message: 'boom' },
    ],
    ['may be of another realm', { error: runInNewContext('new RangeError("far")') }, { message: 'far' }],
    ['may be words', { message: 'Expected 101 status code' }, { name: 'Error', message: 'Expected 101 status code' }],
    ['may be words beside nothing', { message: 'words', error: null }, { message: 'words' }],
  ])('%s, and is told with the close after it', (_, event, error) => {
    const { socket, closes } = dialed();
    socket.fire('error', event);
    socket.fire('error', { message: 'a later one' });
    socket.fire('close', { code: 1006, reason: '' });
    expect(closes).toMatchObject([{ code: 1006, error }]);
  });

  it('is told as it is', () => {
    const { socket, closes } = dialed();
    const error = new Error('boom');
    socket.fire('error', { error });
    socket.fire('close', { code: 1006, reason: '' });
    expect(closes[0]?.error).toBe(error);
  });

  it.each([{}, { message: '' }, { message: 5 }, { type: 'error', isTrusted: true }])(
    'is nothing where its event says nothing, as in pages: %j',
    (event) => {
      const { socket, closes } = dialed();
      socket.fire('open');
      socket.fire('error', event);
      socket.fire('close', { code: 1006, reason: '' });
      expect(closes).toEqual([{ code: 1006, reason: '' }]);
    },
  );

  it('is told, though no close comes after it', () => {
    const { socket, closes } = dialed();
    socket.fire('open');
    socket.fire('error', { message: 'gone' });
    expect(closes).toEqual([]);
    vi.advanceTimersByTime(CLOSE_ANSWER_MS);
    expect(closes).toMatchObject([{ code: 1006, error: { message: 'gone' } }]);
  });
});
