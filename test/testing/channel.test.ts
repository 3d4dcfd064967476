import { describe, expect, it } from 'vitest';
import type { Channel, ChannelHandlers, JoinResult, SocketRef, TerminateReason } from '../../src/testing/index.ts';
import { nextText } from './peer.ts';
import { gate, reply, serve, settled } from './talk.ts';

const ok = () => ({ ok: {} });

describe('a join', () => {
  it('goes to the channel of the exact topic before that of a prefix', () => {
    const { connect } = serve({
      channels: { 'room:*': { join: () => ({ ok: 'prefix' }) }, 'room:lobby': { join: () => ({ ok: 'exact' }) } },
    });
    const ana = connect();
    ana.say(['1', '1', 'room:lobby', 'phx_join', {}], ['2', '2', 'room:x', 'phx_join', {}]);
    expect(ana.heard()).toEqual([
      reply('1', '1', 'room:lobby', 'ok', 'exact'),
      reply('2', '2', 'room:x', 'ok', 'prefix'),
    ]);
  });

  it('of a joined topic is answered before the old channel is closed', () => {
    const reasons: TerminateReason[] = [];
    const { connect } = serve({ channels: { 'room:*': { join: ok, terminate: (reason) => reasons.push(reason) } } });
    const ana = connect();
    ana.join('room:a');
    ana.say(['2', '2', 'room:a', 'phx_join', {}]);
    expect(ana.heard()).toEqual([reply('2', '2', 'room:a', 'ok'), ['1', '1', 'room:a', 'phx_close', {}]]);
    expect(reasons).toEqual(['duplicate_join']);
  });

  it('of a joined topic ends the old channel even when it is refused', () => {
    const { connect } = serve({
      channels: { 'room:*': { join: (params: { in: boolean }) => (params.in ? { ok: {} } : { error: {} }) } },
    });
    const ana = connect();
    ana.join('room:a', '1', { in: true });
    ana.say(['2', '2', 'room:a', 'phx_join', { in: false }], ['1', '3', 'room:a', 'ping', {}]);
    expect(ana.heard()).toEqual([
      reply('2', '2', 'room:a', 'error'),
      ['1', '1', 'room:a', 'phx_close', {}],
      reply(null, '3', 'room:a', 'error', { reason: 'unmatched topic' }),
    ]);
  });

  it('that waits holds back everything on its connection, frames of other channels included', async () => {
    const slow = gate<JoinResult>();
    const { connect, phoenix } = serve({ channels: { 'room:*': { join: ok }, slow: { join: () => slow.promise } } });
    const ana = connect();
    const bo = connect();
    ana.join('room:a');
    bo.join('room:a');
    ana.say(['2', '2', 'slow', 'phx_join', {}], [null, '3', 'phoenix', 'heartbeat', {}]);
    phoenix.broadcast('room:a', 'news', { n: 1 });
    expect(ana.heard()).toEqual([]);
    expect(bo.heard()).toEqual([[null, null, 'room:a', 'news', { n: 1 }]]);
    slow.open({ ok: {} });
    await settled();
    expect(ana.heard()).toEqual([
      reply('2', '2', 'slow', 'ok'),
      reply(null, '3', 'phoenix', 'ok'),
      [null, null, 'room:a', 'news', { n: 1 }],
    ]);
  });

  it('that waits behind one that waits holds back what is behind both', async () => {
    const [one, two] = [gate<JoinResult>(), gate<JoinResult>()];
    const { connect } = serve({ channels: { one: { join: () => one.promise }, two: { join: () => two.promise } } });
    const ana = connect();
    ana.say(
      ['1', '1', 'one', 'phx_join', {}],
      ['2', '2', 'two', 'phx_join', {}],
      [null, '3', 'phoenix', 'heartbeat', {}],
    );
    one.open({ ok: {} });
    await settled();
    expect(ana.heard()).toEqual([reply('1', '1', 'one', 'ok')]);
    two.open({ ok: {} });
    await settled();
    expect(ana.heard()).toEqual([reply('2', '2', 'two', 'ok'), reply(null, '3', 'phoenix', 'ok')]);
  });

  it('that waits while the old channel of a topic ends does not close that twice', async () => {
    const slow = gate<JoinResult>();
    const joined: Channel[] = [];
    const { connect } = serve({
      channels: {
        slow: { join: () => slow.promise },
        'room:*': {
          join(_, channel) {
            joined.push(channel);
            return { ok: {} };
          },
        },
      },
    });
    const ana = connect();
    ana.join('room:a');
    ana.say(['2', '2', 'slow', 'phx_join', {}], ['3', '3', 'room:a', 'phx_join', {}]);
    joined[0]?.stop();
    slow.open({ ok: {} });
    await settled();
    expect(ana.heard()).toEqual([
      reply('2', '2', 'slow', 'ok'),
      reply('3', '3', 'room:a', 'ok'),
      ['1', '1', 'room:a', 'phx_close', {}],
    ]);
  });

  it('that is granted after its connection has ended terminates', async () => {
    const slow = gate<JoinResult>();
    const terminated = gate<TerminateReason>();
    const { connect } = serve({ channels: { slow: { join: () => slow.promise, terminate: terminated.open } } });
    const ana = connect();
    ana.say(['1', '1', 'slow', 'phx_join', {}]);
    ana.close();
    slow.open({ ok: {} });
    expect(await terminated.promise).toBe('closed');
    expect(ana.heard()).toEqual([['closed', 1000]]);
  });

  it('that throws or rejects is refused as crashed, and onCrash hears why', async () => {
    const crashes: string[] = [];
    const { connect } = serve({
      channels: {
        throws: {
          join: () => {
            throw new Error('thrown');
          },
        },
        rejects: { join: () => Promise.reject(new Error('rejected')) },
      },
      onCrash: (error, { topic }) => crashes.push(`${topic}: ${error.message}`),
    });
    const ana = connect();
    ana.say(['1', '1', 'throws', 'phx_join', {}], ['2', '2', 'rejects', 'phx_join', {}]);
    const crashed = { reason: 'join crashed' };
    expect(await nextText(ana)).toEqual(reply('1', '1', 'throws', 'error', crashed));
    expect(await nextText(ana)).toEqual(reply('2', '2', 'rejects', 'error', crashed));
    expect(crashes).toEqual(['throws: thrown', 'rejects: rejected']);
  });

  it('that pushes is refused as crashed: nothing may come before its reply', () => {
    const crashes: string[] = [];
    const { connect } = serve({
      channels: {
        eager: {
          join(_, channel) {
            channel.push('hello');
            return { ok: {} };
          },
        },
      },
      onCrash: ({ message }) => crashes.push(message),
    });
    const ana = connect();
    ana.say(['1', '1', 'eager', 'phx_join', {}]);
    expect(ana.heard()).toEqual([reply('1', '1', 'eager', 'error', { reason: 'join crashed' })]);
    expect(crashes[0]).toMatch('use send()');
  });

  it('pushes behind its reply through handleInfo', () => {
    const { connect } = serve({
      channels: {
        'room:*': {
          join(_, channel) {
            channel.send('after_join');
            return { ok: {} };
          },
          handleInfo(message, channel) {
            channel.push('hello', { message });
            return undefined;
          },
        },
      },
    });
    const ana = connect();
    ana.say(['1', '1', 'room:a', 'phx_join', {}]);
    expect(ana.heard()).toEqual([
      reply('1', '1', 'room:a', 'ok'),
      ['1', null, 'room:a', 'hello', { message: 'after_join' }],
    ]);
  });

  it('with a response that is not JSON crashes the connection', () => {
    const { connect } = serve({ channels: { big: { join: () => ({ ok: { n: 1n } }) } } });
    const ana = connect();
    ana.say(['1', '1', 'big', 'phx_join', {}]);
    expect(ana.heard()).toEqual([['closed', 1011]]);
  });

  it('beyond the limit is refused, until a topic is left', () => {
    const { connect } = serve({ channels: { '*': { join: ok } }, maxChannels: 2 });
    const ana = connect();
    ana.join('a', '1');
    ana.join('b', '2');
    ana.say(['3', '3', 'c', 'phx_join', {}], ['4', '4', 'a', 'phx_join', {}], ['2', '5', 'b', 'phx_leave', {}]);
    ana.say(['6', '6', 'c', 'phx_join', {}]);
    expect(ana.heard()).toEqual([
      reply('3', '3', 'c', 'error', { reason: 'too many channels joined' }),
      reply('4', '4', 'a', 'ok'),
      ['1', '1', 'a', 'phx_close', {}],
      reply('2', '5', 'b', 'ok'),
      ['2', '2', 'b', 'phx_close', {}],
      reply('6', '6', 'c', 'ok'),
    ]);
  });

  it('has no limit when maxChannels is Infinity', () => {
    const { connect } = serve({ channels: { '*': { join: ok } }, maxChannels: Number.POSITIVE_INFINITY });
    const ana = connect();
    for (let n = 1; n <= 10_000; n++) ana.say([`${n}`, `${n}`, `t${n}`, 'phx_join', {}]);
    expect(ana.heard()).toHaveLength(10_000);
  });
});

describe('a push', () => {
  const echo: ChannelHandlers = { join: ok, handleIn: (_, payload) => ({ reply: ['ok', payload] }) };

  it('under a stale join_ref is dropped, and so is a leave', () => {
    const { connect } = serve({ channels: { 'room:*': echo } });
    const ana = connect();
    ana.join('room:a', '5');
    ana.say(['1', '6', 'room:a', 'ping', {}], ['1', '7', 'room:a', 'phx_leave', {}], ['5', '8', 'room:a', 'ping', {}]);
    expect(ana.heard()).toEqual([reply('5', '8', 'room:a', 'ok')]);
  });

  it('under a join_ref of another JSON type is stale', () => {
    const { connect } = serve({ channels: { 'room:*': echo } });
    const ana = connect();
    ana.say([1, 1, 'room:a', 'phx_join', {}], ['1', '2', 'room:a', 'ping', {}], [1, 3, 'room:a', 'ping', {}]);
    expect(ana.heard()).toEqual([reply(1, 1, 'room:a', 'ok'), reply(1, 3, 'room:a', 'ok')]);
  });

  it('of bytes to a topic not joined is answered in text', () => {
    const ana = serve({ channels: { 'room:*': echo } }).connect();
    ana.send(Uint8Array.from([0, 0, 1, 6, 1, ...Buffer.from('2room:ae')]));
    expect(ana.heard()).toEqual([reply(null, '2', 'room:a', 'error', { reason: 'unmatched topic' })]);
  });

  it('that is handled slowly holds back its own channel, and no other', async () => {
    const slow = gate();
    const { connect } = serve({
      channels: {
        'room:*': {
          join: ok,
          handleIn: (event) => (event === 'slow' ? slow.promise.then(() => ({ reply: 'ok' })) : { reply: 'ok' }),
        },
      },
    });
    const ana = connect();
    ana.join('room:a', '1');
    ana.join('room:b', '2');
    ana.say(['1', '3', 'room:a', 'slow', {}], ['1', '4', 'room:a', 'fast', {}], ['2', '5', 'room:b', 'fast', {}]);
    expect(ana.heard()).toEqual([reply('2', '5', 'room:b', 'ok')]);
    slow.open();
    await settled();
    expect(ana.heard()).toEqual([reply('1', '3', 'room:a', 'ok'), reply('1', '4', 'room:a', 'ok')]);
  });

  it('that is still being handled when its channel ends gets no reply', async () => {
    const slow = gate();
    const { connect } = serve({
      channels: { 'room:*': { join: ok, handleIn: () => slow.promise.then(() => ({ reply: 'ok' })) } },
    });
    const ana = connect();
    ana.join('room:a');
    ana.say(['1', '2', 'room:a', 'slow', {}], ['3', '3', 'room:a', 'phx_join', {}]);
    slow.open();
    await settled();
    expect(ana.heard()).toEqual([reply('3', '3', 'room:a', 'ok'), ['1', '1', 'room:a', 'phx_close', {}]]);
  });

  it('is handled to its end before what its handler sends to itself', () => {
    const { connect } = serve({
      channels: {
        'room:*': {
          join: ok,
          handleIn(_, __, channel) {
            channel.send('later');
            channel.push('first');
            return { reply: 'ok' };
          },
          handleInfo(message, channel) {
            channel.push(String(message));
            return undefined;
          },
        },
      },
    });
    const ana = connect();
    ana.join('room:a');
    ana.say(['1', '2', 'room:a', 'go', {}]);
    expect(ana.heard()).toEqual([
      ['1', null, 'room:a', 'first', {}],
      reply('1', '2', 'room:a', 'ok'),
      ['1', null, 'room:a', 'later', {}],
    ]);
  });

  it('to a channel without handleIn crashes it', () => {
    const ana = serve({ channels: { 'room:*': { join: ok } } }).connect();
    ana.join('room:a');
    ana.say(['1', '2', 'room:a', 'ping', {}]);
    expect(ana.heard()).toEqual([['1', '1', 'room:a', 'phx_error', { reason: 'channel_crash' }]]);
  });

  it('whose handler rejects crashes the channel, without a reply', async () => {
    const ana = serve({
      channels: { 'room:*': { join: ok, handleIn: () => Promise.reject(new Error('asked to')) } },
    }).connect();
    ana.join('room:a');
    ana.say(['1', '2', 'room:a', 'ping', {}]);
    await settled();
    expect(ana.heard()).toEqual([['1', '1', 'room:a', 'phx_error', { reason: 'channel_crash' }]]);
  });

  it('can be replied to and stop the channel at once', () => {
    const { connect } = serve({
      channels: { 'room:*': { join: ok, handleIn: () => ({ reply: ['bye', { n: 1 }], stop: 'normal' }) } },
    });
    const ana = connect();
    ana.join('room:a');
    ana.say(['1', '2', 'room:a', 'quit', {}]);
    expect(ana.heard()).toEqual([reply('1', '2', 'room:a', 'bye', { n: 1 }), ['1', '1', 'room:a', 'phx_close', {}]]);
  });

  it('can be replied to when its channel has ended', () => {
    let kept: { readonly channel: Channel; readonly ref: SocketRef } | undefined;
    const { connect } = serve({
      channels: {
        'room:*': {
          join: ok,
          handleIn(_, __, channel) {
            kept = { channel, ref: channel.socketRef() };
            return { stop: 'shutdown' };
          },
        },
      },
    });
    const ana = connect();
    ana.join('room:a');
    ana.say(['1', '2', 'room:a', 'ask', {}]);
    kept?.channel.push('lost');
    kept?.channel.reply(kept.ref, 'ok', { late: true });
    expect(ana.heard()).toEqual([
      ['1', '1', 'room:a', 'phx_close', {}],
      reply('1', '2', 'room:a', 'ok', { late: true }),
    ]);
  });
});

describe('a channel', () => {
  it('tells a leaver what terminate pushes, behind the close', () => {
    const { connect } = serve({
      channels: { 'room:*': { join: ok, terminate: (reason, channel) => channel.push('you_left', { reason }) } },
    });
    const ana = connect();
    ana.join('room:a');
    ana.say(['1', '2', 'room:a', 'phx_leave', {}]);
    expect(ana.heard()).toEqual([
      reply('1', '2', 'room:a', 'ok'),
      ['1', '1', 'room:a', 'phx_close', {}],
      ['1', null, 'room:a', 'you_left', { reason: 'left' }],
    ]);
  });

  it('can be stopped from outside, in order behind what it was sent', () => {
    const joined: Channel[] = [];
    const { connect } = serve({
      channels: {
        'room:*': {
          join(_, channel) {
            joined.push(channel);
            return { ok: {} };
          },
          handleInfo(message, channel) {
            channel.push('info', { message });
            return undefined;
          },
        },
      },
    });
    const ana = connect();
    ana.join('room:a');
    joined[0]?.send(1);
    joined[0]?.stop();
    joined[0]?.send(2);
    expect(ana.heard()).toEqual([
      ['1', null, 'room:a', 'info', { message: 1 }],
      ['1', '1', 'room:a', 'phx_close', {}],
    ]);
  });

  it('can be stopped by an error, which is a crash', () => {
    const ana = serve({ channels: { 'room:*': { join: ok, handleIn: () => ({ stop: new Error('why') }) } } }).connect();
    ana.join('room:a');
    ana.say(['1', '2', 'room:a', 'quit', {}]);
    expect(ana.heard()).toEqual([['1', '1', 'room:a', 'phx_error', { reason: 'channel_crash' }]]);
  });

  it('crashes when it pushes what is no object', () => {
    const ana = serve({
      channels: {
        'room:*': {
          join: ok,
          handleIn(_, __, channel) {
            channel.push('list', [1]);
            return undefined;
          },
        },
      },
    }).connect();
    ana.join('room:a');
    ana.say(['1', '2', 'room:a', 'go', {}]);
    expect(ana.heard()).toEqual([['1', '1', 'room:a', 'phx_error', { reason: 'channel_crash' }]]);
  });

  it('does not hear broadcasts any more when it was left', () => {
    const { connect, phoenix } = serve({ channels: { 'room:*': { join: ok } } });
    const ana = connect();
    ana.join('room:a');
    ana.say(['1', '2', 'room:a', 'phx_leave', {}]);
    ana.heard();
    phoenix.broadcast('room:a', 'news');
    expect(ana.heard()).toEqual([]);
  });

  it('has assigns of its own, begun with those of its connection', () => {
    const seen: unknown[] = [];
    const { connect } = serve({
      channels: {
        'room:*': {
          join(params: object, channel) {
            Object.assign(channel.assigns, params);
            seen.push(channel.assigns, channel.socket.assigns);
            return { ok: {} };
          },
        },
      },
      connect: ({ user_id }) => ({ assigns: { user: user_id } }),
    });
    connect('user_id=ana').join('room:a', '1', { role: 'owner' });
    expect(seen).toEqual([{ user: 'ana', role: 'owner' }, { user: 'ana' }]);
  });
});
