import { describe, expect, it } from 'vitest';
import { awaitMessage, push, ws } from 'xstate-phoenix';
import { failureOf, joinedAnew, joinedWorld, next, TOPICS } from './world.ts';

const MB = 1_000_000;
const generous = { maxFrameBytes: 64 * MB };

describe('a frame that is large', () => {
  it.each([5, 20])('(%s MB of text) goes up and comes down whole, as push, reply and message', async (size) => {
    const world = await joinedWorld({}, generous);
    const [room] = world.rooms;
    const text = 'x'.repeat(size * MB);
    const reply = await push<{ text: string }>(room, 'ping', { text });
    expect(reply.text === text).toBe(true);
    const told = awaitMessage<{ text: string }>(room, 'tick');
    await push(room, 'push_me', { event: 'tick', payload: { text }, n: 1 });
    expect((await told).payload.text === text).toBe(true);
    expect(world.said.map(({ type }) => type)).toEqual(['connected']);
  });

  it.each([5, 20])('(%s MB of bytes) goes up and comes down whole', async (size) => {
    const world = await joinedWorld({}, generous);
    const bytes = Uint8Array.from({ length: size * MB }, (_, at) => at % 251);
    const reply = await push<Uint8Array>(world.rooms[0], 'bin', bytes);
    expect(Buffer.compare(reply, bytes)).toBe(0);
  });
});

describe('a frame that is too large', () => {
  it('for the server closes with 1009: the push is rejected, never sent again, and all is joined again', async () => {
    const world = await joinedWorld({}, { maxFrameBytes: MB });
    const again = joinedAnew(world);
    const lost = next(world.client, 'connection.lost');
    const outcome = push(world.rooms[0], 'ping', { text: 'x'.repeat(2 * MB) });
    expect(await failureOf(outcome)).toEqual({ code: 'disconnected', sent: true });
    // A reset may overtake the close frame, which is then not seen.
    expect([1006, 1009]).toContain((await lost).code);
    await again;
    expect(world.joinsOn(2)).toEqual(TOPICS);
    expect(await push(world.rooms[0], 'ping', { n: 1 })).toEqual({ n: 1 });
    expect(world.readOn(2, 'ping')).toEqual([{ n: 1 }]);
  });

  it('for the client ends the connection, and all is joined again', async () => {
    const world = await joinedWorld({ transport: ws({ maxPayload: MB }) }, generous);
    const again = joinedAnew(world);
    const lost = next(world.client, 'connection.lost');
    const outcome = push(world.rooms[0], 'push_me', {
      event: 'tick',
      payload: { text: 'x'.repeat(2 * MB) },
      n: 1,
    });
    expect(await failureOf(outcome)).toEqual({ code: 'disconnected', sent: true });
    expect(await lost).toMatchObject({ cause: 'remote', willRetry: true });
    await again;
    expect(world.joinsOn(2)).toEqual(TOPICS);
  });
});
