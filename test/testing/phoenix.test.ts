import { describe, expect, it } from 'vitest';
import { endpointUrl } from '../../src/protocol/endpoint.ts';
import { createPhoenix, type HandleResult, type ObservedFrame, type Params } from '../../src/testing/index.ts';
import { reply, serve } from './talk.ts';

const channels = { 'room:*': { join: () => ({ ok: {} }) } };
const request = { protocols: [], headers: {} };
const bytes = { join: () => ({ ok: {} }), handleIn: (): HandleResult => ({ reply: ['ok', Uint8Array.of(1)] }) };

function openV1() {
  const answer = createPhoenix({ channels: { 'room:*': bytes } }).connect({ ...request, url: '/socket/websocket' });
  if (!('open' in answer)) throw new Error('refused');
  const sent: string[] = [];
  const session = answer.open({ send: (data) => sent.push(String(data)), close: () => {}, drop: () => {} });
  return { sent, session };
}

describe('connecting', () => {
  it('reads the params as Plug does, and as our endpoints write them', () => {
    const seen: Params[] = [];
    const { connect } = createPhoenix({
      channels,
      connect: (params) => {
        seen.push(params);
        return undefined;
      },
    });
    const params = { user: { id: 1, name: 'Ana & Bo' }, tags: ['a', 'b'], list: [{ x: 1 }, { x: 2 }], on: true };
    connect({ ...request, url: endpointUrl({ url: 'ws://localhost/socket', params, vsn: '2.0.0' }) });
    connect({
      ...request,
      url: '/socket/websocket?a[b][c]=1&a[b][d]=2&l[][x]=1&l[][x]=2&__proto__[p]=1&twice=1&twice=2&[=3',
    });
    expect(JSON.parse(JSON.stringify(seen))).toEqual([
      {
        user: { id: '1', name: 'Ana & Bo' },
        tags: ['a', 'b'],
        list: { 0: { x: '1' }, 1: { x: '2' } },
        on: 'true',
        vsn: '2.0.0',
      },
      { a: { b: { c: '1', d: '2' } }, l: [{ x: '1' }, { x: '2' }], ['__proto__']: { p: '1' }, twice: '2', '[': '3' },
    ]);
    expect(Object.hasOwn(Object.prototype, 'p')).toBe(false);
  });

  it.each([
    ['/socket/websocket?vsn=2.0.0', 101],
    ['/socket/websocket?vsn=2.0.1', 101],
    ['/socket/websocket?vsn=1.0.0', 101],
    ['/socket/websocket', 101],
    ['/socket/websocket?vsn=1.0.0&vsn=2.1.0', 403],
    ['/socket/websocket?vsn=2', 403],
    ['/socket/longpoll?vsn=2.0.0', 101],
    ['/other/longpoll?vsn=2.0.0', 404],
    ['/socket?vsn=2.0.0', 404],
    ['//?vsn=2.0.0', 404],
  ])('answers %s with %i', (url, status) => {
    expect(createPhoenix({ channels }).connect({ ...request, url }).status).toBe(status);
  });

  it.each([
    [[], 101, undefined, undefined],
    [['phoenix'], 101, 'phoenix', undefined],
    [['other', 'phoenix'], 101, 'phoenix', undefined],
    [['phoenix', 'base64url.bearer.phx.xZlsdcO9'], 101, 'phoenix', 'řluý'],
    [['phoenix', 'base64url.bearer.phx.YQ=='], 101, 'phoenix', 'a'],
    [['phoenix', 'base64url.bearer.phx.Pj4+'], 101, 'phoenix', '>>>'],
    [['phoenix', 'base64url.bearer.phx.Pj4-'], 500, undefined, undefined],
    [['phoenix', 'base64url.bearer.phx.YWJjZ'], 500, undefined, undefined],
    [['base64url.bearer.phx.YQ'], 101, undefined, 'a'],
    [['other'], 403, undefined, undefined],
  ])('answers the subprotocols %j with %i, %s and the token %s', (protocols, status, protocol, authToken) => {
    const seen: unknown[] = [];
    const { connect } = createPhoenix({
      channels,
      connect: (_, info) => {
        seen.push(info.authToken);
        return undefined;
      },
    });
    const answer = connect({ ...request, protocols, url: '/socket/websocket?vsn=2.0.0' });
    expect(answer.status).toBe(status);
    expect('protocol' in answer ? answer.protocol : undefined).toBe(protocol);
    expect(seen).toEqual(status === 101 ? [authToken] : []);
  });

  it('does not look at subprotocols without authToken', () => {
    const answer = createPhoenix({ channels, authToken: false }).connect({
      ...request,
      protocols: ['phoenix', 'base64url.bearer.phx.Pj4-'],
      url: '/socket/websocket',
    });
    expect(answer).toMatchObject({ status: 101, protocol: undefined });
  });

  it('is refused with the status connect gives, and with 500 when it throws', () => {
    const { connect } = createPhoenix({
      channels,
      connect: ({ token }) => {
        if (token === 'bad') throw new Error('asked to');
        return { error: 429 };
      },
    });
    expect(connect({ ...request, url: '/socket/websocket' }).status).toBe(429);
    expect(connect({ ...request, url: '/socket/websocket?token=bad' }).status).toBe(500);
  });
});

describe('a server', () => {
  it('disconnects by id, by a broadcast too, and leaves the others alone', () => {
    const { connect, phoenix } = serve({ channels, connect: ({ user }) => ({ id: `users:${user}` }) });
    const [ana, bo, cy] = [connect('user=ana'), connect('user=bo'), connect('user=cy')];
    ana.join('room:a');
    phoenix.disconnect('users:ana');
    phoenix.broadcast('users:bo', 'disconnect');
    expect([ana.heard(), bo.heard(), cy.heard()]).toEqual([[['closed', 1001]], [['closed', 1001]], []]);
    expect(phoenix.connections).toBe(1);
  });

  it('closes all with a code, or cuts them', () => {
    const { connect, phoenix } = serve({ channels });
    const ana = connect();
    phoenix.closeConnections(1012);
    const bo = connect();
    phoenix.dropConnections();
    expect([ana.heard(), bo.heard(), phoenix.connections]).toEqual([[['closed', 1012]], [['closed', 1006]], 0]);
  });

  it('shows every frame with its direction and connection', () => {
    const frames: ObservedFrame[] = [];
    const { connect } = serve({ channels, onFrame: (frame) => frames.push(frame) });
    connect();
    connect().say(['1', '1', 'room:a', 'phx_join', {}]);
    expect(frames).toEqual([
      {
        direction: 'in',
        connection: 2,
        frame: ['1', '1', 'room:a', 'phx_join', {}],
        data: '["1","1","room:a","phx_join",{}]',
      },
      {
        direction: 'out',
        connection: 2,
        frame: ['1', '1', 'room:a', 'phx_reply', { status: 'ok', response: {} }],
        data: '["1","1","room:a","phx_reply",{"response":{},"status":"ok"}]',
      },
    ]);
  });

  it('speaks version 1 with a join_ref if the client sends one', () => {
    const { sent, session } = openV1();
    session.receive('{"topic":"room:a","event":"phx_join","payload":{},"ref":"1","join_ref":"1"}');
    session.receive('{"topic":"room:a","event":"phx_join","payload":{},"ref":"2"}');
    expect(sent).toEqual([
      '{"event":"phx_reply","payload":{"response":{},"status":"ok"},"ref":"1","topic":"room:a"}',
      '{"event":"phx_reply","payload":{"response":{},"status":"ok"},"ref":"2","topic":"room:a"}',
      '{"event":"phx_close","payload":{},"ref":"1","topic":"room:a"}',
    ]);
  });

  it('crashes a channel that replies with bytes in version 1', () => {
    const { sent, session } = openV1();
    session.receive('{"topic":"room:a","event":"phx_join","payload":{},"ref":"1"}');
    session.receive('{"topic":"room:a","event":"bytes","payload":{},"ref":"2"}');
    expect(sent.slice(1)).toEqual([
      '{"event":"phx_error","payload":{"reason":"channel_crash"},"ref":null,"topic":"room:a"}',
    ]);
  });

  it('does not handle what still comes in on a connection it has closed', () => {
    const joined: string[] = [];
    const answer = createPhoenix({
      channels: {
        '*': {
          join(_, { topic }) {
            joined.push(topic);
            return { ok: {} };
          },
        },
      },
    }).connect({ ...request, url: '/socket/websocket?vsn=2.0.0' });
    if (!('open' in answer)) throw new Error('refused');
    const session = answer.open({ send: () => {}, close: () => {}, drop: () => {} });
    session.close(1012);
    session.receive('["1","1","late","phx_join",{}]');
    expect(joined).toEqual([]);
  });

  it('closes with 1011 what is no frame, and ends its channels without a word', () => {
    const { connect } = serve({ channels });
    for (const data of [
      '',
      'nonsense',
      '{}',
      '[1]',
      '["1","2",3,"e",{}]',
      Uint8Array.of(7),
      Uint8Array.of(1, 1, 1, 1, 1, 49, 49, 116, 101),
      Uint8Array.of(0, 9, 9, 9, 9, 1),
    ]) {
      const ana = connect();
      ana.join('room:a');
      ana.send(data);
      ana.say(['1', '2', 'room:a', 'ping', {}]);
      expect(ana.heard()).toEqual([['closed', 1011]]);
    }
  });

  it('knows nothing on the topic phoenix but heartbeats', () => {
    const ana = serve({ channels }).connect();
    ana.say([null, '1', 'phoenix', 'heartbeat', {}], [null, '2', 'phoenix', 'ping', {}]);
    expect(ana.heard()).toEqual([
      reply(null, '1', 'phoenix', 'ok'),
      reply(null, '2', 'phoenix', 'error', { reason: 'unmatched topic' }),
    ]);
  });
});
