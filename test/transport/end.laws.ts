import { describe, expect, it } from 'vitest';
import { closes, type Lab, types } from './lab.ts';

/** How an attempt is ended by the other side. */
export function endLaws(name: string, { withConnection, wholeStory }: Lab): void {
  describe(`${name}, when the server ends it`, () => {
    it.each([
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

    it('says 1005 when the server gave no code', () =>
      withConnection(async (attempt, peer) => {
        peer.close();
        expect(closes(await wholeStory(attempt))).toMatchObject([{ code: 1005, reason: '' }]);
      }));

    it('says 1006 when there was no close frame', () =>
      withConnection(async (attempt, peer) => {
        peer.drop();
        const story = await wholeStory(attempt);
        expect(types(story)).toEqual(['opened', 'closed']);
        expect(closes(story)).toMatchObject([{ code: 1006, reason: '' }]);
      }));
  });
}
