import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { closes, type Lab, types } from './lab.ts';

/** What is asked for while dialing. */
export function upgradeLaws(name: string, { world, withServer, withConnection, wholeStory }: Lab): void {
  describe.runIf(world.can.sendFrames)(`${name}, asking for subprotocols`, () => {
    it('asks for none unless told to', () =>
      withConnection(async (_, peer) => {
        expect(peer.asked).toBeUndefined();
      }));

    it('asks for all of them, in order, and opens with the one chosen', () =>
      withServer(async ({ url, accept }) => {
        const attempt = await world.dial({ url, protocols: ['phoenix', 'base64url.bearer.phx.Pj4+'] });
        expect((await accept()).asked?.split(/, */)).toEqual(['phoenix', 'base64url.bearer.phx.Pj4+']);
        await attempt.until('opened');
      }));

    it('closes without opening when the server chooses none of them', () =>
      withServer(
        async ({ url }) => {
          const story = await wholeStory(await world.dial({ url, protocols: ['phoenix', 'other'] }));
          expect(types(story)).toEqual(['closed']);
          expect(closes(story)).toMatchObject([{ code: 1006 }]);
        },
        { choose: () => false },
      ));
  });

  describe(`${name}, with headers`, () => {
    if (world.can.sendHeaders)
      it('sends them with the upgrade', () =>
        withServer(async ({ url, accept }) => {
          await world.dial({ url, headers: { 'x-one': '1', Authorization: 'Bearer t' } });
          expect((await accept()).headers).toMatchObject({ 'x-one': '1', authorization: 'Bearer t' });
        }));
    else
      it('refuses them, and quotes no value of theirs', async () => {
        const dialed = world.dial({ url: 'ws://127.0.0.1:1/', headers: { authorization: 'hunter2' } });
        const error: unknown = await dialed.then(undefined, (reason: unknown) => reason);
        expect(error).toHaveProperty('name', 'ConfigurationError');
        expect(String(error)).toContain('headers');
        expect(inspect(error, { depth: 9 })).not.toContain('hunter2');
      });
  });
}
