import { describe, expect, it } from 'vitest';
import { join } from 'xstate-phoenix';
import { connectionOf } from '../../../src/client.ts';
import { createWorld } from '../../support/world.ts';

describe('a client that shares a counter', () => {
  it('takes all refs from it: those of joins, pushes and heartbeats', () => {
    const world = createWorld();
    let last = 100;
    connectionOf(world.client).nextRef = () => {
      last += 1;
      return String(last);
    };
    world.open();
    join(world.client, 'room:1');
    world.socket.reply(world.socket.last('phx_join'));
    world.clock.increment(30_000);
    expect(world.socket.last('phx_join')[1]).toBe('101');
    expect(world.socket.last('heartbeat')[1]).toBe('102');
  });
});
