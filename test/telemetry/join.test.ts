import { describe, expect, it } from 'vitest';
import { disconnect, join, leave, rejoin } from 'xstate-phoenix';
import { accept, crash, deferred, end, refuse, TOPIC, turns } from '../support/room.ts';
import { toldConnection, toldRoom, toldWorld } from './told.ts';

describe('a join', () => {
  it('is told from the wish to be joined, once there is a connection, to the answer', () => {
    const { world, told, client, clock } = toldWorld();
    join(client, TOPIC);
    clock.increment(20);
    expect(told.types('client.join')).toEqual([]);
    const socket = world.open();
    clock.increment(9);
    accept(socket);
    const [joinRef] = socket.last('phx_join');
    const metadata = { topic: TOPIC, joinRef, attempt: 1, rejoin: false };
    expect(told.of('client.join.start', 'client.join.stop')).toMatchObject([
      { type: 'client.join.start', measurements: { timeMs: 20 }, metadata },
      { type: 'client.join.stop', measurements: { timeMs: 29, durationMs: 9 }, metadata },
    ]);
    const { traceId, connectionId, spanId } = told.last('connection.start');
    expect(told.last('client.join.start')).toMatchObject({ traceId, connectionId, parentId: spanId });
    expect(told.last('client.join.stop').spanId).toBe(told.last('client.join.start').spanId);
  });

  it('begins when its params are asked for, and has a ref once it is written', async () => {
    const { told, client, clock, socket } = toldConnection();
    const params = deferred();
    join(client, TOPIC, { params: () => params.promise });
    clock.increment(50);
    params.resolve({});
    await turns();
    clock.increment(3);
    accept(socket);
    expect(told.last('client.join.start').metadata.joinRef).toBeNull();
    expect(told.last('client.join.stop')).toMatchObject({
      measurements: { durationMs: 53 },
      metadata: { joinRef: socket.last('phx_join')[0] },
    });
    expect(told.types('client.join')).toEqual(['client.join.start', 'client.join.stop']);
  });

  it('whose params can not be had ends with an exception', () => {
    const { told, client } = toldConnection();
    join(client, TOPIC, {
      params: () => {
        throw new Error('oops');
      },
    });
    expect(told.last('client.join.exception').metadata).toMatchObject({ code: 'params', joinRef: null });
  });

  it.each([
    ['refused', refuse, { code: 'refused', willRetry: true }],
    [
      'unmatched',
      (socket: Parameters<typeof refuse>[0]) => refuse(socket, { reason: 'unmatched topic' }),
      { code: 'refused', willRetry: false },
    ],
    ['met by a crash', crash, { code: 'crashed', willRetry: true }],
    ['ended by the server', end, { code: 'closed', willRetry: false }],
  ])('that is %s ends with an exception', (_, answer, metadata) => {
    const { told, client, clock, socket } = toldConnection();
    join(client, TOPIC);
    clock.increment(6);
    answer(socket);
    expect(told.last('client.join.exception')).toMatchObject({
      measurements: { timeMs: 6, durationMs: 6 },
      metadata: { topic: TOPIC, joinRef: socket.last('phx_join')[0], attempt: 1, rejoin: false, ...metadata },
    });
  });

  it('without an answer ends with an exception', () => {
    const { told, client, clock } = toldConnection();
    join(client, TOPIC, { joinTimeoutMs: 300 });
    clock.increment(300);
    expect(told.last('client.join.exception')).toMatchObject({
      measurements: { durationMs: 300 },
      metadata: { code: 'timeout', willRetry: true },
    });
  });

  it('whose connection is lost ends with an exception, before the connection does', () => {
    const { told, client, socket } = toldConnection();
    join(client, TOPIC);
    socket.close();
    expect(told.last('client.join.exception').metadata).toMatchObject({ code: 'disconnected', willRetry: true });
    expect(told.types('client.join', 'connection').slice(-2)).toEqual(['client.join.exception', 'connection.stop']);
  });

  it.each([
    ['by leave()', (_: unknown, room: ReturnType<typeof join>) => void leave(room), 'left'],
    ['by disconnect()', (client: Parameters<typeof join>[0]) => void disconnect(client), 'disconnected'],
    ['with the client', (client: Parameters<typeof join>[0]) => void client.stop(), 'disconnected'],
  ])('that is given up %s ends with an exception', (_, giveUp, code) => {
    const { told, client } = toldConnection();
    giveUp(client, join(client, TOPIC));
    expect(told.types('client.join')).toEqual(['client.join.start', 'client.join.exception']);
    expect(told.last('client.join.exception').metadata.code).toBe(code);
  });

  it('that another one overtakes is aborted', () => {
    const { told, client, socket } = toldConnection();
    rejoin(join(client, TOPIC));
    accept(socket);
    expect(told.types('client.join')).toEqual([
      'client.join.start',
      'client.join.exception',
      'client.join.start',
      'client.join.stop',
    ]);
    expect(told.last('client.join.exception').metadata.code).toBe('aborted');
  });

  it('after others that failed counts them, and knows whether the topic was joined before', () => {
    const { told, clock, socket } = toldRoom({ rejoinAfterMs: [10] });
    crash(socket);
    clock.increment(10);
    refuse(socket);
    clock.increment(10);
    accept(socket);
    expect(told.of('client.join.start').map(({ metadata: { attempt, rejoin: again } }) => [attempt, again])).toEqual([
      [1, false],
      [2, true],
      [3, true],
    ]);
    expect(told.types('client.join').at(-1)).toBe('client.join.stop');
  });
});
