import { describe, expect, it } from 'vitest';
import { closes, type Lab, types } from './lab.ts';

/** How an attempt is ended by the other side. */
export function endLaws(name: string, { world, withConnection, wholeStory }: Lab): void {
  const frames = world.can.sendFrames;
  describe(`${name}, when the server ends it`, () => {
    it.runIf(frames).each([
      [1000, ''],
      [1001, ''],
      [1011, 'internal'],
      [1012, ''],
      [4321, 'žluť'],
    ])('passes on code %i and reason "%s"', (code, reason) =>
      withConnection(async (attempt, peer) => {
        peer.close(code, reason);
        const story = await wholeStory(attempt);
        expect(types(story)).toEqual(['opened', 'closed']);
        expect(closes(story)).toMatchObject([{ code, reason }]);
      }),
    );

    it.runIf(frames)('says 1005 when the server gave no code', () =>
      withConnection(async (attempt, peer) => {
        peer.close();
        expect(closes(await wholeStory(attempt))).toMatchObject([{ code: 1005, reason: '' }]);
      }),
    );

    it.runIf(!frames)('says 3410 when the server has ended the session', () =>
      withConnection(async (attempt, peer) => {
        peer.close();
        expect(closes(await wholeStory(attempt))).toMatchObject([{ code: 3410, reason: '' }]);
      }),
    );

    it(`says ${frames ? '1006 when there was no close frame' : '1011 when a request breaks'}`, () =>
      withConnection(async (attempt, peer) => {
        peer.drop();
        const story = await wholeStory(attempt);
        expect(types(story)).toEqual(['opened', 'closed']);
        expect(closes(story)).toMatchObject([{ code: frames ? 1006 : 1011, reason: '' }]);
      }));
  });
}
