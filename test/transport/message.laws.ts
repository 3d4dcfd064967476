import { describe, expect, it } from 'vitest';
import { type Lab, received } from './lab.ts';

/** What goes over an open connection. */
export function messageLaws(name: string, { world, withConnection }: Lab): void {
  const frames = world.can.sendFrames;
  describe(`${name}, while it is open`, () => {
    const big = 'ž🐎 5 MB '.repeat(450_000);

    it('delivers each message whole, in order and once: text as a string, bytes as an ArrayBuffer', () =>
      withConnection(async (attempt, peer) => {
        const messages = [
          '',
          'text',
          new Uint8Array(),
          Uint8Array.of(0, 255),
          'žluť 🐎 \u0000\u2028',
          Uint8Array.of(1),
        ].filter((message) => frames || typeof message === 'string');
        for (const message of messages) peer.send(message);
        const data = received(await attempt.until('received', messages.length));
        expect(data.map((item) => (typeof item === 'string' ? item : new Uint8Array(item)))).toEqual(messages);
        for (const item of data) if (typeof item !== 'string') expect(item).toBeInstanceOf(ArrayBuffer);
      }));

    it.runIf(frames)('delivers a message that came in fragments as one', () =>
      withConnection(async (attempt, peer) => {
        peer.sendFragments('one ', 'two ', 'three');
        peer.send('next');
        expect(received(await attempt.until('received', 2))).toEqual(['one two three', 'next']);
      }),
    );

    it('keeps a flood of messages in order', () =>
      withConnection(async (attempt, peer) => {
        const messages = Array.from({ length: 1_000 }, (_, index) => String(index));
        for (const message of messages) peer.send(message);
        expect(received(await attempt.until('received', messages.length))).toEqual(messages);
      }));

    it('hands over text and bytes, in order', () =>
      withConnection(async (attempt, peer) => {
        await attempt.perform(['send', 'one'], ['send', Uint8Array.of(0, 1, 255)], ['send', ''], ['send', 'žluť 🐎']);
        const heard = [await peer.next(), await peer.next(), await peer.next(), await peer.next()];
        expect(heard).toEqual(['one', Uint8Array.of(0, 1, 255), '', 'žluť 🐎']);
      }));

    it('can send from inside its own opening', () =>
      withConnection(async (_, peer) => expect(await peer.next()).toBe('hello'), { onOpened: [['send', 'hello']] }));

    it('carries a text of more than 5 MB, and many bytes, both ways', () =>
      withConnection(async (attempt, peer) => {
        await attempt.perform(['send', big], ['send', new Uint8Array(500_000).fill(7)]);
        expect((await peer.next()) === big).toBe(true);
        expect((await peer.next()).length).toBe(500_000);
        peer.send(big);
        if (frames) peer.send(new Uint8Array(500_000).fill(7));
        const [text, bytes] = received(await attempt.until('received', frames ? 2 : 1));
        expect(text === big).toBe(true);
        if (frames) expect((bytes as ArrayBuffer).byteLength).toBe(500_000);
      }));
  });
}
