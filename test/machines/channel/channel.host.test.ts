import { describe, expect, it } from 'vitest';
import { createActor } from 'xstate';
import {
  awaitJoin,
  type ChannelHost,
  channelLogic,
  channelMachine,
  defaults,
  JoinError,
  JoinTurns,
  leave,
  on,
  push,
  rejoin,
  type Time,
  v2,
} from 'xstate-phoenix';
import { TestClock } from 'xstate-phoenix/testing';

const TOPIC = 'room:lobby';

/** A channel with a host of ten lines, and what the host was given. */
function hosted() {
  const clock = new TestClock();
  const serializer = v2();
  const written: unknown[] = [];
  const dropped: unknown[] = [];
  const reported: unknown[] = [];
  const line = { isOpen: true, isWritable: true };
  let lastRef = 0;
  const time: Time = { now: () => clock.now(), wall: () => clock.now() };
  const host: ChannelHost = {
    configuration: { ...defaults, jitter: 0, serializer },
    time,
    watcher: null,
    joins: new JoinTurns({ time, max: 1, admit: () => room.send({ type: 'join.admitted' }) }),
    isOpen: () => line.isOpen,
    isWritable: () => line.isWritable,
    nextRef: () => String(++lastRef),
    write: (frame) => written.push(JSON.parse(String(serializer.encode(frame)))),
    drop: (...frame) => dropped.push(frame),
    report: (...error) => reported.push(error),
  };
  const room = createActor(channelLogic, { clock, input: { topic: TOPIC, host } }).start();
  const accept = () => room.send({ type: 'join.accepted', joinRef: String(lastRef), response: { hello: 1 } });
  return { clock, host, room, accept, line, written, dropped, reported };
}

describe('a channel that no client hosts', () => {
  it('writes its join to the host, and is joined by an event of the host', async () => {
    const { room, accept, written } = hosted();
    expect(written).toEqual([['1', '1', TOPIC, 'phx_join', {}]]);
    const joined = awaitJoin(room);
    accept();
    expect(await joined).toEqual({ response: { hello: 1 }, rejoin: false });
  });

  it('gives its messages to listeners, and tells its host of those that it drops', () => {
    const { room, accept, dropped } = hosted();
    const heard: unknown[] = [];
    on(room, 'news', (payload) => heard.push(payload));
    const say = (joinRef: string, body: string) =>
      room.send({ type: 'channel.message', joinRef, event: 'news', payload: { body } });
    say('1', 'too early');
    accept();
    say('1', 'hello');
    say('0', 'of an older join');
    expect(heard).toEqual([{ body: 'hello' }]);
    expect(dropped).toEqual([
      ['not_joined', TOPIC, 'news'],
      ['stale', TOPIC, 'news'],
    ]);
  });

  it('reports a listener that throws to its host, and goes on', () => {
    const { room, accept, reported } = hosted();
    const broken = new Error('broken');
    on(room, 'news', () => {
      throw broken;
    });
    accept();
    room.send({ type: 'channel.message', joinRef: '1', event: 'news', payload: {} });
    expect(reported).toEqual([[broken, TOPIC, 'news']]);
    expect(room.getSnapshot().value).toBe('joined');
  });

  it('writes a push when its host is writable, and settles it by the reply', async () => {
    const { room, accept, line, written } = hosted();
    accept();
    line.isWritable = false;
    const reply = push(room, 'ping', { x: 1 });
    expect(written).toHaveLength(1);
    line.isWritable = true;
    room.send({ type: 'connection.drained' });
    expect(written.at(-1)).toEqual(['1', '2', TOPIC, 'ping', { x: 1 }]);
    room.send({ type: 'channel.reply', joinRef: '1', ref: '2', status: 'ok', response: 'pong' });
    expect(await reply).toBe('pong');
  });

  it('waits while there is no connection, and joins again at once when it is back', () => {
    const { room, accept, line, written } = hosted();
    accept();
    line.isOpen = false;
    room.send({ type: 'connection.lost' });
    expect(room.getSnapshot().value).toEqual({ 'rejoin-waiting': 'offline' });
    line.isOpen = true;
    room.send({ type: 'connection.opened' });
    expect(written.at(-1)).toEqual(['2', '2', TOPIC, 'phx_join', {}]);
  });

  it('joins at once when it hears of a loss, and its host has a new connection already', () => {
    const { room, line, written } = hosted();
    line.isOpen = false;
    room.send({ type: 'connection.lost' });
    expect(room.getSnapshot().value).toEqual({ 'rejoin-waiting': 'offline' });
    line.isOpen = true;
    room.send({ type: 'connection.lost' });
    expect(room.getSnapshot().value).toBe('joining');
    expect(written.at(-1)).toEqual(['2', '2', TOPIC, 'phx_join', {}]);
  });

  it.each([
    ['none', {}, 'connection_closed'],
    ['one', { reason: 'heartbeat_timeout' }, 'heartbeat_timeout'],
  ] as const)('emits why it has lost its connection, whether its host gives a reason or not: %s', (_, why, reason) => {
    const { room, accept } = hosted();
    const heard: unknown[] = [];
    accept();
    room.on('*', (event) => heard.push(event));
    room.send({ type: 'connection.lost', ...why });
    expect(heard).toEqual([{ type: 'lost', reason }]);
  });

  it('waits for its turn while another topic has it', () => {
    const { clock, host, room, accept, written } = hosted();
    accept();
    room.send({ type: 'channel.crashed', joinRef: '1', payload: {} });
    host.joins.begin('room:other', 1_000);
    clock.increment(defaults.rejoinAfterMs[0]);
    expect(room.getSnapshot().value).toEqual({ 'rejoin-waiting': 'queued' });
    expect(written).toHaveLength(1);
    host.joins.end('room:other', true);
    expect(room.getSnapshot().value).toBe('joining');
    expect(written.at(-1)).toEqual(['2', '2', TOPIC, 'phx_join', {}]);
  });

  it('gives up its place in the line when it is left', () => {
    const { clock, host, room, accept } = hosted();
    accept();
    room.send({ type: 'channel.crashed', joinRef: '1', payload: {} });
    host.joins.begin('room:other', 1_000);
    clock.increment(defaults.rejoinAfterMs[0]);
    expect(host.joins.size).toBe(2);
    room.send({ type: 'channel.leave' });
    expect(room.getSnapshot().value).toBe('left');
    expect(host.joins.size).toBe(1);
  });

  it.each(['joining', 'joined'])('shows the ref of its leave until the leave is answered: %s', (state) => {
    const { room, accept, written } = hosted();
    if (state === 'joined') accept();
    expect(room.getSnapshot()).toMatchObject({ value: state, context: { leaveRef: null } });
    room.send({ type: 'channel.leave' });
    expect(written.at(-1)).toEqual(['1', '2', TOPIC, 'phx_leave', {}]);
    expect(room.getSnapshot().context.leaveRef).toBe('2');
    room.send({ type: 'leave.acknowledged' });
    expect(room.getSnapshot().context.leaveRef).toBe(null);
  });

  it.each([
    ['leaving', 'channel.join'],
    ['leaving', 'channel.rejoin'],
    ['closed', 'channel.join'],
    ['closed', 'channel.rejoin'],
  ] as const)('begins anew when it is %s and is sent %s: with no retries, and no join to leave', (state, type) => {
    const { clock, host, room, accept, written } = hosted();
    room.send({ type: 'join.refused', joinRef: '1', response: {} });
    clock.increment(defaults.rejoinAfterMs[0]);
    accept();
    expect(room.getSnapshot().context.attempt).toBe(1);
    room.send(state === 'leaving' ? { type: 'channel.leave' } : { type: 'channel.closed', joinRef: '2' });
    expect(room.getSnapshot().value).toBe(state);
    host.joins.begin('room:other', 1_000);
    room.send({ type });
    expect(room.getSnapshot()).toMatchObject({
      value: { 'rejoin-waiting': 'queued' },
      context: { attempt: 0, joinRef: null },
    });
    const { length } = written;
    room.send({ type: 'channel.leave' });
    expect(written).toHaveLength(length);
  });

  it('ends what waits for it when it is stopped, though its host tells nobody of stops', async () => {
    const { room } = hosted();
    const joined = awaitJoin(room);
    room.stop();
    await expect(joined).rejects.toMatchObject({ name: 'JoinError', code: 'disconnected' });
  });

  it('can be left, but has no client that could join it again', async () => {
    const { room, accept, written } = hosted();
    accept();
    const left = leave(room);
    expect(written.at(-1)).toEqual(['1', '2', TOPIC, 'phx_leave', {}]);
    room.send({ type: 'leave.acknowledged' });
    expect(await left).toEqual({ acknowledged: true });
    expect(() => rejoin(room)).toThrow(JoinError);
  });

  it('has an error of its host in its first snapshot, with its context, as XState alone would show it', () => {
    const { host } = hosted();
    const broken: ChannelHost = {
      ...host,
      isOpen: () => {
        throw new Error('no host');
      },
    };
    for (const logic of [channelLogic, channelMachine]) {
      const { status, error, context } = createActor(logic, { input: { topic: TOPIC, host: broken } }).getSnapshot();
      expect({ status, error, topic: context.topic }).toEqual({
        status: 'error',
        error: new Error('no host'),
        topic: TOPIC,
      });
    }
  });
});
