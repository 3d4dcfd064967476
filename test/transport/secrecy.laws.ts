import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { closes, type Lab } from './lab.ts';

/** What an error must not tell. */
export function secrecyLaws(name: string, { world, withServer }: Lab): void {
  describe(`${name}, quoting neither url nor token`, () => {
    const token = 'hunter2';

    const frames = [
      [
        'an illegal subprotocol',
        { url: `ws://127.0.0.1:1/?token=${token}`, protocols: ['phoenix', `bearer/${token}/`] },
      ],
      ['a subprotocol asked twice', { url: `ws://127.0.0.1:1/?token=${token}`, protocols: [token, token] }],
    ] as const;

    it.each([
      ['a url that is none', { url: `http://[?token=${token}` }],
      ['a scheme that is none of its own', { url: `ftp://127.0.0.1/?token=${token}` }],
      ...(world.can.sendFrames ? frames : []),
    ] as const)('says that %s can not be dialed', async (_, request) => {
      const error = await world.dial(request).then(
        async (attempt) => closes(await attempt.until('closed'))[0]?.error,
        (reason: unknown) => reason,
      );
      // The client takes a TypeError for a ConfigurationError, as those of platforms are.
      expect(error).toHaveProperty('name', world.can.sendFrames ? 'ConfigurationError' : 'TypeError');
      expect(inspect(error, { depth: 9 })).not.toContain(token);
    });

    it('says why a server was not reached', async () => {
      const server = await world.serve();
      await server.close();
      const attempt = await world.dial({ url: `${server.url}?token=${token}`, protocols: ['phoenix', token] });
      expect(inspect(await attempt.until('closed'), { depth: 9 })).not.toContain(token);
    });

    it('says that it was refused', () =>
      withServer(
        async ({ url }) => {
          const attempt = await world.dial({ url: `${url}?token=${token}`, protocols: ['phoenix', token] });
          expect(inspect(await attempt.until('closed'), { depth: 9 })).not.toContain(token);
        },
        { refuse: 403 },
      ));
  });
}
