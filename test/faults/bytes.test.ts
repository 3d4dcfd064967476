import { describe, expect, it } from 'vitest';
import { on, push } from 'xstate-phoenix';
import type { Way } from './proxy.ts';
import { failureOf, joinedAnew, joinedWorld, next, TOPICS, type World } from './world.ts';

/** Spoils the bytes of one way until `spoil` has done it once. */
function spoilOnce({ proxy }: World, way: Way, spoil: (bytes: Buffer) => boolean): void {
  const rewrite = (bytes: Buffer) => {
    if (spoil(bytes)) proxy.treat(way, {});
    return bytes;
  };
  proxy.treat(way, { rewrite });
}

/** The first byte of a frame, with a reserved opcode and reserved bits. */
function breakHeader(bytes: Buffer): boolean {
  bytes[0] = 0xff;
  return true;
}

/** Puts a byte that no UTF-8 has, or that no JSON has, in the place of a mark. */
const breakText = (byte: number) => (bytes: Buffer) => {
  const at = bytes.indexOf('MARK');
  if (at >= 0) bytes[at] = byte;
  return at >= 0;
};

describe('bytes that were changed on their way', () => {
  it.each([
    ['is not UTF-8', 0xff],
    ['is no JSON', 0x0a],
  ])('cost one message where its text %s then, and the connection goes on', async (_, byte) => {
    const world = await joinedWorld();
    const heard: unknown[] = [];
    on(world.rooms[0], 'tick', (payload) => heard.push(payload));
    spoilOnce(world, 'down', breakText(byte));
    const say = (text: string) => push(world.rooms[0], 'push_me', { event: 'tick', payload: { text }, n: 1 });
    await say('MARK');
    await say('fine');
    expect(heard).toEqual([{ text: 'fine', i: 0 }]);
    expect(world.said.slice(1)).toMatchObject([{ type: 'frame.dropped', why: 'malformed', topic: null }]);
  });

  it('end the connection where they are no frame any more, and all is joined again (I10)', async () => {
    const world = await joinedWorld();
    const again = joinedAnew(world);
    const lost = next(world.client, 'connection.lost');
    spoilOnce(world, 'down', breakHeader);
    const outcome = push(world.rooms[0], 'ping');
    expect(await failureOf(outcome)).toEqual({ code: 'disconnected', sent: true });
    expect(await lost).toMatchObject({ cause: 'remote', code: 1006 });
    await again;
    expect(world.joinsOn(2)).toEqual(TOPICS);
  });

  it('end it where the server can not read them: with 1002, and all is joined again', async () => {
    const world = await joinedWorld();
    const again = joinedAnew(world);
    const lost = next(world.client, 'connection.lost');
    spoilOnce(world, 'up', breakHeader);
    const outcome = push(world.rooms[0], 'ping');
    expect(await failureOf(outcome)).toEqual({ code: 'disconnected', sent: true });
    expect(await lost).toMatchObject({ cause: 'remote', code: 1002 });
    await again;
    expect(world.joinsOn(2)).toEqual(TOPICS);
  });
});
