import { describe, expect, it } from 'vitest';
import { join } from 'xstate-phoenix';
import { joinedRoom, turns } from '../../support/room.ts';
import { createWorld } from '../../support/world.ts';

const SECRET = 'joinSecret';

/** Joins, crashes, is refused and loses the connection. Returns what the inspector and the subscribers saw. */
async function live(params: unknown): Promise<{ shown: string; written: string }> {
  const shown: string[] = [];
  const world = createWorld({}, { inspect: (event) => void shown.push(JSON.stringify(event)) });
  const room = join(world.client, 'room:1', { params });
  room.subscribe((snapshot) => void shown.push(JSON.stringify([snapshot, snapshot.context])));
  const socket = world.open();
  await turns();
  socket.reply(socket.last('phx_join'), 'error', {});
  world.clock.increment(1000);
  await turns();
  socket.reply(socket.last('phx_join'));
  socket.say(room.getSnapshot().context.joinRef, null, 'room:1', 'phx_error', {});
  socket.close();
  world.clock.increment(10);
  world.open();
  await turns();
  world.client.stop();
  return { shown: shown.join(), written: JSON.stringify(world.sockets.flatMap(({ frames }) => frames)) };
}

describe('the params of a join', () => {
  it.each([
    ['constant', { token: SECRET }],
    ['given by a function', () => ({ token: SECRET })],
    ['promised by a function', async () => ({ token: SECRET })],
  ])('that are %s reach the wire, and nothing that an inspector or a subscriber is shown', async (_, params) => {
    const { shown, written } = await live(params);
    expect(written.split(SECRET).length - 1).toBe(3);
    expect(shown.length).toBeGreaterThan(10_000);
    expect(shown).not.toContain(SECRET);
  });

  it('that a function gave are not kept when the topic is joined', () => {
    const { client, room } = joinedRoom({}, { params: () => ({ token: SECRET }) });
    expect([room.getSnapshot().value, room.getSnapshot().context.resolved]).toEqual(['joined', null]);
    client.stop();
  });
});
