import { describe, expect, it } from 'vitest';
import { CLOSE_ANSWER_MS } from '../../src/transport/transport.ts';
import { closes, type Lab, types } from './lab.ts';

/** How an attempt is ended by its owner. */
export function closeLaws(name: string, { world, withServer, withConnection, wholeStory }: Lab): void {
  const frames = world.can.sendFrames;
  describe(`${name}, when it is closed`, () => {
    it.runIf(frames)('tells the server code and reason, and closes once', () =>
      withConnection(async (attempt, peer) => {
        await attempt.perform(['close', 4001, 'bye']);
        expect(await peer.closed).toEqual({ code: 4001, reason: 'bye' });
        expect(types(await wholeStory(attempt))).toEqual(['opened', 'closed']);
      }),
    );

    it.runIf(frames)('has neither code nor reason unless told to', () =>
      withConnection(async (attempt, peer) => {
        await attempt.perform(['close']);
        expect(await peer.closed).toEqual({ code: 1005, reason: '' });
      }),
    );

    it('sends first what was handed over before', () =>
      withConnection(async (attempt, peer) => {
        await attempt.perform(['send', 'last words'], ['close', 1000]);
        expect(await peer.next()).toBe('last words');
      }));

    it('can be closed again, at once and later, and sent to: nothing happens', () =>
      withConnection(
        async (attempt, peer) => {
          await attempt.perform(['close', 4001, 'first'], ['close', 4002, 'second'], ['send', 'too late']);
          if (frames) expect(await peer.closed).toEqual({ code: 4001, reason: 'first' });
          await attempt.until('closed');
          await attempt.perform(['close'], ['send', 'much too late'], ['send', Uint8Array.of(1)]);
          expect(types(await wholeStory(attempt))).toEqual(['opened', 'closed']);
        },
        {
          onClosed: [
            ['send', 'x'],
            ['close', 1000],
          ],
        },
      ));

    it('can be closed from inside its own opening', () =>
      withServer(async ({ url }) => {
        const attempt = await world.dial({ url }, { onOpened: [['close', 1000]] });
        expect(types(await wholeStory(attempt))).toEqual(['opened', 'closed']);
      }));

    it.runIf(frames)('cuts a reason that is longer than a close frame, between two characters', () =>
      withConnection(async (attempt, peer) => {
        await attempt.perform(['close', 4001, 'é'.repeat(100)]);
        expect(await peer.closed).toEqual({ code: 4001, reason: 'é'.repeat(61) });
      }),
    );

    it.runIf(frames)('does nothing for an illegal code', () =>
      withConnection(async (attempt, peer) => {
        await expect(attempt.perform(['close', 1006, 'x'])).rejects.toThrow();
        await attempt.perform(['send', 'still here'], ['close', 1000]);
        expect(await peer.next()).toBe('still here');
        expect(await peer.closed).toMatchObject({ code: 1000 });
      }),
    );

    it('closes even when the server never answers', () =>
      withServer(
        async ({ url }) => {
          const attempt = await world.dial({ url });
          await attempt.until('opened');
          const clock = await world.freeze();
          try {
            await attempt.perform(['send', 'last words'], ['close', 1000, 'bye']);
            await clock.advance(CLOSE_ANSWER_MS - 1);
            expect(types(await attempt.until('opened'))).toEqual(['opened']);
            await clock.advance(1);
            await attempt.until('closed');
          } finally {
            await clock.thaw();
          }
          const story = await wholeStory(attempt);
          expect(types(story)).toEqual(['opened', 'closed']);
          expect(closes(story)).toMatchObject([{ code: 1006, reason: '' }]);
        },
        { silent: 'after-upgrade' },
      ));
  });
}
