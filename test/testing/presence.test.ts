import { describe, expect, it } from 'vitest';
import type { Channel, ChannelHandlers } from '../../src/testing/index.ts';
import { serve } from './talk.ts';

const lobby: ChannelHandlers = {
  join(_, channel) {
    channel.send('after_join');
    return { ok: {} };
  },
  handleInfo(_, channel) {
    channel.presence.track(nameOf(channel), { mood: 'new' });
    channel.push('presence_state', channel.presence.list());
    return undefined;
  },
  handleIn(event, payload: { key: string; meta: object }, { presence }) {
    if (event === 'track') presence.track(payload.key, payload.meta);
    if (event === 'update') presence.update(payload.key, payload.meta);
    if (event === 'untrack') presence.untrack(payload.key);
    return undefined;
  },
};

const nameOf = ({ socket }: Channel) => String(socket.params.name);
const diff = (joins: object, leaves: object) => [null, null, 'lobby', 'presence_diff', { joins, leaves }];
const meta = (phx_ref: string, more: object = { mood: 'new' }) => ({ phx_ref, ...more });
const [first, second, third] = ['F0000001', 'F0000002', 'F0000003'];

function open() {
  const { connect, phoenix } = serve({ channels: { lobby } });
  const join = (name: string) => {
    const talker = connect(`name=${name}`);
    talker.say(['1', '1', 'lobby', 'phx_join', {}]);
    return talker;
  };
  return { phoenix, join };
}

describe('presence', () => {
  it('announces a joiner to itself before it tells it the state', () => {
    const { join } = open();
    const [, announced, state] = join('ana').heard();
    expect(announced).toEqual(diff({ ana: { metas: [meta(first)] } }, {}));
    expect(state).toEqual(['1', null, 'lobby', 'presence_state', { ana: { metas: [meta(first)] } }]);
  });

  it('announces a joiner to those who are there, and shows them to it', () => {
    const { join } = open();
    const ana = join('ana');
    ana.heard();
    const [, , state] = join('bo').heard();
    expect(ana.heard()).toEqual([diff({ bo: { metas: [meta(second)] } }, {})]);
    expect(state).toMatchObject({ 4: { ana: { metas: [meta(first)] }, bo: { metas: [meta(second)] } } });
  });

  it('keeps the metas of one key apart, in the order they came', () => {
    const { join, phoenix } = open();
    join('ana');
    const phone = join('ana');
    expect(phoenix.presences('lobby')).toEqual({ ana: { metas: [meta(first), meta(second)] } });
    phone.close();
    expect(phoenix.presences('lobby')).toEqual({ ana: { metas: [meta(first)] } });
  });

  it('tells an update as one diff, which names the ref it replaces', () => {
    const ana = open().join('ana');
    ana.heard();
    ana.say(['1', '2', 'lobby', 'update', { key: 'ana', meta: { mood: 'old' } }]);
    const after = { mood: 'old', phx_ref: second, phx_ref_prev: first };
    expect(ana.heard()).toEqual([diff({ ana: { metas: [after] } }, { ana: { metas: [meta(first)] } })]);
  });

  it('announces who untracks to itself as well, and only once', () => {
    const { join, phoenix } = open();
    const ana = join('ana');
    ana.heard();
    ana.say(['1', '2', 'lobby', 'untrack', { key: 'ana' }], ['1', '3', 'lobby', 'untrack', { key: 'ana' }]);
    expect(ana.heard()).toEqual([diff({}, { ana: { metas: [meta(first)] } })]);
    expect(phoenix.presences('lobby')).toEqual({});
  });

  it('ends with the channel, all keys in one diff, to all but the one who went', () => {
    const { join } = open();
    const [ana, bo] = [join('ana'), join('bo')];
    bo.say(['1', '2', 'lobby', 'track', { key: 'bot', meta: {} }]);
    ana.heard();
    bo.heard();
    bo.say(['1', '3', 'lobby', 'phx_leave', {}]);
    expect(ana.heard()).toEqual([diff({}, { bo: { metas: [meta(second)] }, bot: { metas: [{ phx_ref: third }] } })]);
    expect(bo.heard()).toHaveLength(2);
  });

  it('ends with the connection', () => {
    const { join, phoenix } = open();
    const ana = join('ana');
    join('bo').close();
    phoenix.disconnect();
    expect(phoenix.presences('lobby')).toEqual({});
    expect(ana.heard().at(-1)).toEqual(['closed', 1001]);
  });

  it('takes any key', () => {
    const { join, phoenix } = open();
    join('__proto__');
    expect(Object.keys(phoenix.presences('lobby'))).toEqual(['__proto__']);
  });

  it('crashes a channel that tracks one key twice', () => {
    const ana = open().join('ana');
    ana.heard();
    ana.say(['1', '2', 'lobby', 'track', { key: 'ana', meta: {} }]);
    expect(ana.heard()).toEqual([['1', '1', 'lobby', 'phx_error', { reason: 'channel_crash' }]]);
  });

  it('crashes a channel that updates what it does not track', () => {
    const ana = open().join('ana');
    ana.heard();
    ana.say(['1', '2', 'lobby', 'update', { key: 'bo', meta: {} }]);
    expect(ana.heard()).toEqual([['1', '1', 'lobby', 'phx_error', { reason: 'channel_crash' }]]);
  });
});
