import { describe, expect, it } from 'vitest';
import { type ChannelHandlers, HeldJoin } from '../../src/testing/index.ts';
import { gate, reply, serve, settled } from './talk.ts';

const PLAIN: ChannelHandlers = { join: () => ({ ok: {} }), handleIn: () => ({ reply: 'ok' }) };

/** A server whose joins of `held:*` are answered by hand, in the order they came. */
function hold(handlers: Partial<ChannelHandlers> = {}) {
  const joins: HeldJoin[] = [];
  const held: ChannelHandlers = {
    ...PLAIN,
    join: () => {
      const join = new HeldJoin();
      joins.push(join);
      return join;
    },
    ...handlers,
  };
  return { joins, ...serve({ channels: { 'held:*': held, 'room:*': PLAIN } }) };
}

describe('a held join', () => {
  it('holds back the frames of its topic alone, which are handled in order behind its answer', () => {
    const { joins, connect } = hold();
    const client = connect();
    client.say(['1', '1', 'held:a', 'phx_join', {}], ['1', '2', 'held:a', 'x', {}], ['1', '3', 'held:a', 'y', {}]);
    client.say(
      [null, '4', 'phoenix', 'heartbeat', {}],
      ['5', '5', 'room:a', 'phx_join', {}],
      ['5', '6', 'room:a', 'x', {}],
    );
    expect(client.heard()).toEqual([
      reply(null, '4', 'phoenix', 'ok'),
      reply('5', '5', 'room:a', 'ok'),
      reply('5', '6', 'room:a', 'ok'),
    ]);
    joins[0]?.answer({ ok: { late: true } });
    client.say(['1', '7', 'held:a', 'z', {}]);
    expect(client.heard()).toEqual([
      reply('1', '1', 'held:a', 'ok', { late: true }),
      reply('1', '2', 'held:a', 'ok'),
      reply('1', '3', 'held:a', 'ok'),
      reply('1', '7', 'held:a', 'ok'),
    ]);
  });

  it('that is refused leaves a topic that is not joined', () => {
    const { joins, connect } = hold();
    const client = connect();
    client.say(['1', '1', 'held:a', 'phx_join', {}], ['1', '2', 'held:a', 'x', {}]);
    joins[0]?.answer({ error: { reason: 'no' } });
    expect(client.heard()).toEqual([
      reply('1', '1', 'held:a', 'error', { reason: 'no' }),
      reply(null, '2', 'held:a', 'error', { reason: 'unmatched topic' }),
    ]);
  });

  it('holds back a second one, which then holds back what came behind it', () => {
    const { joins, connect } = hold();
    const client = connect();
    client.say(
      ['1', '1', 'held:a', 'phx_join', {}],
      ['2', '2', 'held:a', 'phx_join', {}],
      ['2', '3', 'held:a', 'x', {}],
    );
    expect(joins).toHaveLength(1);
    joins[0]?.answer({ error: {} });
    expect(client.heard()).toEqual([reply('1', '1', 'held:a', 'error')]);
    joins[1]?.answer({ ok: {} });
    expect(client.heard()).toEqual([reply('2', '2', 'held:a', 'ok'), reply('2', '3', 'held:a', 'ok')]);
  });

  it('whose connection ends is never answered, and what it held is never handled', () => {
    const events: string[] = [];
    const handleIn = (event: string) => void events.push(event);
    const { joins, connect, phoenix, memory } = hold({ handleIn });
    const client = connect();
    client.say(['1', '1', 'held:a', 'phx_join', {}], ['1', '2', 'held:a', 'x', {}]);
    memory.drop();
    joins[0]?.answer({ ok: {} });
    expect(client.heard()).toEqual([['closed', 1006]]);
    expect([events, phoenix.joined('held:a')]).toEqual([[], []]);
  });

  it('that ends its connection by what it held handles no more of that', () => {
    const events: string[] = [];
    const handleIn: ChannelHandlers['handleIn'] = (event, _, channel) => {
      events.push(event);
      channel.socket.drop();
      return undefined;
    };
    const { joins, connect } = hold({ handleIn });
    const frames = ['phx_join', 'x', 'y', 'phx_join'].map(
      (event, ref) => ['1', String(ref), 'held:a', event, {}] as const,
    );
    connect().say(...frames);
    joins[0]?.answer({ ok: {} });
    expect([events, joins.length]).toEqual([['x'], 1]);
  });

  it('may be answered before it is returned, and only once', () => {
    const join = new HeldJoin();
    expect(join.isAnswered).toBe(false);
    join.answer({ ok: {} });
    expect(join.isAnswered).toBe(true);
    expect(() => join.answer({ ok: {} })).toThrow('This join has been answered already.');
    const client = hold({ join: () => join }).connect();
    client.say(['1', '1', 'held:a', 'phx_join', {}], ['1', '2', 'held:a', 'x', {}]);
    expect(client.heard()).toEqual([reply('1', '1', 'held:a', 'ok'), reply('1', '2', 'held:a', 'ok')]);
  });

  it('may come of a promise, which holds back all until it is there', async () => {
    const { open, promise } = gate<HeldJoin>();
    const join = new HeldJoin();
    const client = hold({ join: () => promise }).connect();
    client.say(['1', '1', 'held:a', 'phx_join', {}], [null, '2', 'phoenix', 'heartbeat', {}]);
    expect(client.heard()).toEqual([]);
    open(join);
    await settled();
    expect(client.heard()).toEqual([reply(null, '2', 'phoenix', 'ok')]);
    join.answer({ ok: {} });
    expect(client.heard()).toEqual([reply('1', '1', 'held:a', 'ok')]);
  });

  it('goes on in order when what it held is slow', async () => {
    const { open, promise } = gate<HeldJoin | { ok: object }>();
    const answers = [new HeldJoin(), promise];
    const client = hold({ join: () => answers.shift() ?? { ok: {} } }).connect();
    const [first] = answers;
    client.say(
      ['1', '1', 'held:a', 'phx_join', {}],
      ['2', '2', 'held:a', 'phx_join', {}],
      ['2', '3', 'held:a', 'x', {}],
    );
    if (first instanceof HeldJoin) first.answer({ error: {} });
    client.say(['2', '4', 'held:a', 'y', {}]);
    expect(client.heard()).toEqual([reply('1', '1', 'held:a', 'error')]);
    open({ ok: {} });
    await settled();
    expect(client.heard()).toEqual(['2', '3', '4'].map((ref) => reply('2', ref, 'held:a', 'ok')));
  });
});

describe('the channels that have joined a topic', () => {
  it('are there to push to, one of each connection, until they end', () => {
    const { connect, phoenix } = hold();
    const clients = [connect(), connect()];
    for (const client of clients) client.join('room:a');
    expect(phoenix.joined('room:a').map(({ socket }) => socket.connection)).toEqual([1, 2]);
    phoenix.joined('room:a')[1]?.push('news', { n: 1 });
    expect(clients.map((client) => client.heard())).toEqual([[], [['1', null, 'room:a', 'news', { n: 1 }]]]);
    clients[0]?.say(['1', '2', 'room:a', 'phx_leave', {}]);
    expect(phoenix.joined('room:a')).toHaveLength(1);
    expect(phoenix.joined('room:b')).toEqual([]);
  });
});
