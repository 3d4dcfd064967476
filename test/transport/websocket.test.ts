import { afterEach, beforeEach, describe, expect, expectTypeOf, it, vi } from 'vitest';
import { WebSocket } from 'ws';
import { ConfigurationError } from '../../src/errors.ts';
import { CLOSE_ANSWER_MS } from '../../src/transport/transport.ts';
import { type WebSocketOptions, websocket } from '../../src/transport/websocket.ts';
import { transportConformance } from './conformance.ts';
import { dialBy } from './dial.ts';
import { freeze } from './frozen.ts';
import { serveLoopback } from './loopback.ts';
import { StubSocket } from './stub.socket.ts';

transportConformance('websocket()', {
  dial: dialBy(websocket({ WebSocket })),
  serve: serveLoopback,
  freeze,
  can: { sendHeaders: false, tellHttpStatus: false, sendFrames: true },
});

const request = { url: 'ws://127.0.0.1:1/?token=hunter2' };

describe('the platform of websocket()', () => {
  afterEach(() => {
    vi.unstubAllGlobals();
  });

  it('must have a WebSocket', async () => {
    vi.stubGlobal('WebSocket', undefined);
    await expect(dialBy(websocket())(request)).rejects.toThrow(ConfigurationError);
    await expect(dialBy(websocket())(request)).rejects.toThrow('this platform has no WebSocket; pass one, or use ws()');
  });

  it('is asked for it at each attempt', async () => {
    const factory = websocket();
    vi.stubGlobal('WebSocket', WebSocket);
    const attempt = await dialBy(factory)(request);
    expect(await attempt.until('closed')).toHaveLength(1);
  });

  it('may be that of a browser, by its type', () => {
    expectTypeOf<typeof globalThis.WebSocket>().toExtend<NonNullable<WebSocketOptions['WebSocket']>>();
  });

  it('may forbid a url, which is not quoted then', async () => {
    class Secure extends StubSocket {
      constructor(url: string) {
        super();
        throw new DOMException(`An insecure WebSocket connection may not be initiated to ${url}`, 'SecurityError');
      }
    }
    const dialed = dialBy(websocket({ WebSocket: Secure }))(request);
    await expect(dialed).rejects.toThrow('url can not be dialed (SecurityError)');
    await expect(dialed).rejects.toThrow(/^(?!.*hunter2)/);
    await expect(dialed).rejects.toHaveProperty(
      'cause.message',
      'An insecure WebSocket connection may not be initiated to [redacted]',
    );
  });
});

describe('websocket(), on a platform that behaves badly', () => {
  const sockets: StubSocket[] = [];
  const dial = dialBy(
    websocket({
      WebSocket: class extends StubSocket {
        constructor() {
          super();
          sockets.push(this);
        }
      },
    }),
  );
  const dialed = async () => {
    const attempt = await dial(request);
    const socket = sockets.pop();
    if (!socket) throw new Error('nothing was dialed');
    return { attempt, socket };
  };

  beforeEach(() => {
    vi.useFakeTimers();
  });

  afterEach(() => {
    vi.useRealTimers();
  });

  it('asks for ArrayBuffers before anything can arrive', async () => {
    expect((await dialed()).socket.binaryType).toBe('arraybuffer');
  });

  // https://github.com/nodejs/undici/issues/3546
  it('closes when a failed dial is an error and never a close', async () => {
    const { attempt, socket } = await dialed();
    socket.fire('error');
    vi.advanceTimersByTime(CLOSE_ANSWER_MS);
    expect(await attempt.until('closed')).toEqual([{ type: 'closed', close: { code: 1006, reason: '' } }]);
  });

  it('closes by what the close says, where it does follow an error', async () => {
    const { attempt, socket } = await dialed();
    socket.fire('error');
    socket.fire('close', { code: 1011, reason: 'why' });
    vi.advanceTimersByTime(CLOSE_ANSWER_MS);
    expect(await attempt.until('closed')).toEqual([{ type: 'closed', close: { code: 1011, reason: 'why' } }]);
  });

  it('hears nothing any more of a socket that it has given up', async () => {
    const { attempt, socket } = await dialed();
    await attempt.perform(['close', 1000]);
    vi.advanceTimersByTime(CLOSE_ANSWER_MS);
    socket.fire('open');
    socket.fire('message', { data: 'late' });
    socket.fire('error');
    socket.fire('close', { code: 1000, reason: '' });
    vi.advanceTimersByTime(CLOSE_ANSWER_MS);
    expect(await attempt.until('closed')).toEqual([{ type: 'closed', close: { code: 1006, reason: '' } }]);
  });

  it('leaves no timer behind, however often it was closed', async () => {
    const { attempt, socket } = await dialed();
    await attempt.perform(['close', 1000], ['close']);
    socket.fire('close', { code: 1000, reason: '' });
    expect(vi.getTimerCount()).toBe(0);
  });

  it('starts no timer for a connection that is over', async () => {
    const { attempt, socket } = await dialed();
    socket.fire('close', { code: 1000, reason: '' });
    socket.fire('error');
    await attempt.perform(['close']);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('starts no timer for a close that the platform refuses', async () => {
    const { attempt, socket } = await dialed();
    socket.close = () => {
      throw new DOMException('not that code', 'InvalidAccessError');
    };
    await expect(attempt.perform(['close', 1001])).rejects.toThrow('not that code');
    expect(vi.getTimerCount()).toBe(0);
  });

  it('passes on what the platform has not sent yet', () => {
    const sink = { opened() {}, received() {}, unreadable() {}, closed() {} };
    const transport = websocket({ WebSocket: StubSocket })({ ...request, protocols: [], headers: {} }, sink);
    expect(transport.bufferedAmount).toBe(7);
  });
});
