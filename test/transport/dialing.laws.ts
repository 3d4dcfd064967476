import { describe, expect, it } from 'vitest';
import { closes, type Lab, types } from './lab.ts';

/** How an attempt begins, or ends before it has begun. */
export function dialingLaws(name: string, { world, laterOn, withServer, withConnection, wholeStory }: Lab): void {
  describe(`${name}, while it dials`, () => {
    it('opens once, and before it receives what the server says at once', () =>
      withServer(async (server) => {
        const attempt = await world.dial({ url: server.url });
        const peer = await server.accept();
        peer.send('first');
        peer.send('second');
        peer.close(1000);
        expect(types(await wholeStory(attempt))).toEqual(['opened', 'received', 'received', 'closed']);
      }));

    it('drops what is sent before it opens', () =>
      withConnection(
        async (_, peer) => {
          expect(await peer.next()).toBe('on time');
        },
        {
          atOnce: [
            ['send', 'early'],
            ['send', Uint8Array.of(1)],
          ],
          onOpened: [['send', 'on time']],
        },
      ));

    it('can be closed at once, and never opens then', () =>
      withServer(async ({ url }) => {
        const attempt = await world.dial({ url }, { atOnce: [['close'], ['close']] });
        expect(types(await wholeStory(attempt))).toEqual(['closed']);
      }));

    it('can be sent to and closed while the server has nothing to say', () =>
      withServer(
        async ({ url }) => {
          const attempt = await world.dial({ url });
          await laterOn();
          await attempt.perform(['send', 'too early'], ['close', 1000, 'enough']);
          const story = await wholeStory(attempt);
          expect(types(story)).toEqual(['closed']);
          expect(closes(story)).toMatchObject([{ code: 1006 }]);
        },
        { silent: 'at-once' },
      ));

    it('closes once when nobody listens there', async () => {
      const server = await world.serve();
      await server.close();
      const story = await wholeStory(await world.dial({ url: server.url }));
      expect(types(story)).toEqual(['closed']);
      expect(closes(story)).toMatchObject([{ code: 1006, reason: '' }]);
    });

    it.each([401, 403, 404, 500, 503])('closes once when the server refuses the upgrade with %i', (status) =>
      withServer(
        async ({ url }) => {
          const story = await wholeStory(await world.dial({ url }));
          expect(types(story)).toEqual(['closed']);
          const [close] = closes(story);
          expect(close).toMatchObject({ code: 1006, reason: '' });
          expect(close?.httpStatus).toBe(world.can.tellHttpStatus ? status : undefined);
          expect(close?.headers?.['x-why']).toBe(world.can.tellHttpStatus ? 'because' : undefined);
        },
        { refuse: status },
      ),
    );

    it('closes once when the path is unknown', () =>
      withServer(async ({ url }) => {
        const story = await wholeStory(await world.dial({ url: url.replace('/socket/', '/elsewhere/') }));
        expect(types(story)).toEqual(['closed']);
        expect(closes(story)[0]?.httpStatus).toBe(world.can.tellHttpStatus ? 404 : undefined);
      }));
  });
}
