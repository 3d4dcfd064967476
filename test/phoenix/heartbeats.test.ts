import { describe, expect, it, vi } from 'vitest';
import type { HeartbeatStatus } from 'xstate-phoenix/phoenix';
import { PhoenixWorld } from './support/world.ts';

/** A world, and what its program is told of the heartbeats. */
function newWorld(options: ConstructorParameters<typeof PhoenixWorld>[0] = {}) {
  const heard: [HeartbeatStatus, number?][] = [];
  const heartbeatCallback = (...told: [HeartbeatStatus, number?]) => void heard.push(told);
  return { heard, world: new PhoenixWorld({ heartbeatIntervalMs: 1_000, heartbeatCallback, ...options }) };
}

describe('heartbeatCallback', () => {
  it('is told what becomes of each heartbeat, and how long the answer took', () => {
    const { heard, world } = newWorld();
    world.open();
    world.pass(1_000);
    expect(heard).toEqual([['sent', undefined]]);
    world.pass(70);
    world.conn.reply(world.conn.last('heartbeat'));
    expect(world.socket.heartbeatSentAt).toBeNull();
    world.pass(1_000);
    world.conn.reply(world.conn.last('heartbeat'), 'error');
    expect(heard.slice(1)).toEqual([
      ['ok', 70],
      ['sent', undefined],
      ['error', 0],
    ]);
  });

  it('is told that no answer has come', () => {
    const { heard, world } = newWorld();
    world.open();
    world.pass(2_000);
    expect(heard.map(([status]) => status)).toEqual(['sent', 'timeout']);
    expect(world.conn.closing).toEqual([1000, 'heartbeat timeout']);
  });

  it('may disconnect when no answer has come, and nothing reconnects', () => {
    const { world } = newWorld();
    world.socket.onHeartbeat((status) => status === 'timeout' && world.socket.disconnect());
    world.open();
    world.pass(60_000);
    expect(world.conns).toHaveLength(1);
    expect(world.socket.closeWasClean).toBe(true);
    expect(world.socket.client.getSnapshot().value).toBe('disconnected');
  });

  it('is told that a heartbeat can not be sent', () => {
    const { heard, world } = newWorld();
    world.socket.sendHeartbeat();
    expect(heard).toEqual([['disconnected', undefined]]);
    expect(world.conns).toEqual([]);
  });

  it('is reported when it throws, and the answer counts', () => {
    const { world } = newWorld();
    const reported = vi.fn();
    world.socket.client.on('listener.failed', reported);
    world.socket.onHeartbeat(() => {
      throw new Error('mine');
    });
    world.open();
    world.pass(1_000);
    world.conn.reply(world.conn.last('heartbeat'));
    world.pass(1_500);
    expect(world.conn.isAlive).toBe(true);
    expect(reported).toHaveBeenCalledTimes(3);
    expect(reported).toHaveBeenCalledWith(
      expect.objectContaining({ event: 'heartbeatCallback', error: expect.objectContaining({ message: 'mine' }) }),
    );
  });
});

describe('autoSendHeartbeat: false', () => {
  it('sends no heartbeat, for days', () => {
    const { heard, world } = newWorld({ autoSendHeartbeat: false });
    world.open();
    world.pass(20 * 24 * 3_600_000);
    expect(heard).toEqual([]);
    expect(world.conn.isAlive).toBe(true);
  });

  it('leaves it to sendHeartbeat(), whose answer has the interval', () => {
    const { heard, world } = newWorld({ autoSendHeartbeat: false });
    world.open();
    world.pass(60_000);
    world.socket.sendHeartbeat();
    world.socket.sendHeartbeat();
    expect(world.conn.of('heartbeat')).toHaveLength(1);
    world.pass(999);
    world.conn.reply(world.conn.last('heartbeat'));
    world.pass(60_000);
    world.socket.sendHeartbeat();
    world.pass(1_000);
    expect(heard.map(([status]) => status)).toEqual(['sent', 'ok', 'sent', 'timeout']);
    expect(world.conn.isAlive).toBe(false);
  });
});
