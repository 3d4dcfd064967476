import { setFlagsFromString } from 'node:v8';
import { describe, expect, it } from 'vitest';
import { joinedRoom } from '../support/room.ts';

setFlagsFromString('--allow-natives-syntax');

/** Whether V8 has fixed slots for the properties. If not, it uses a table, and each `assign` takes ten times as long. */
const isFast = new Function('object', 'return %HasFastProperties(object)');

describe('a context that was assigned to', () => {
  it('has no more properties than V8 keeps in place', () => {
    const { client, room } = joinedRoom();
    for (const actor of [client, room]) expect(isFast(actor.getSnapshot().context)).toBe(true);
  });
});
