import { Writable } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { Cork } from '../../src/transport/cork.ts';

/** A cork, and what it writes: each entry is one system call. */
function createCork() {
  const writes: string[] = [];
  const stream = new Writable({
    decodeStrings: false,
    write(chunk, _, done) {
      writes.push(String(chunk));
      done();
    },
    writev(chunks, done) {
      writes.push(chunks.map(({ chunk }) => String(chunk)).join(' '));
      done();
    },
  });
  return { cork: new Cork({ send: (data) => stream.write(data) }, stream), writes };
}

describe('frames that are sent in one turn', () => {
  it('are written one at once, and all others together when the turn ends', async () => {
    const { cork, writes } = createCork();
    for (const frame of ['a', 'b', 'c']) cork.send(frame);
    expect(writes).toEqual(['a']);
    await setImmediate();
    expect(writes).toEqual(['a', 'b c']);
  });

  it('are written at once again in the next turn', async () => {
    const { cork, writes } = createCork();
    for (const frame of ['a', 'b']) cork.send(frame);
    await setImmediate();
    cork.send('c');
    expect(writes).toEqual(['a', 'b', 'c']);
    await setImmediate();
    expect(writes).toEqual(['a', 'b', 'c']);
  });

  it('wait for its end in promises, too', async () => {
    const { cork, writes } = createCork();
    cork.send('a');
    await Promise.resolve();
    for (const frame of ['b', 'c']) cork.send(frame);
    expect(writes).toEqual(['a']);
    await setImmediate();
    expect(writes).toEqual(['a', 'b c']);
  });

  it('do not grow beyond 64 kB before they are written', () => {
    const { cork, writes } = createCork();
    const large = 'x'.repeat(40_000);
    for (const frame of ['a', large, large, 'b']) cork.send(frame);
    expect(writes).toEqual(['a', `${large} ${large}`]);
  });

  it('can be let out before its end', async () => {
    const { cork, writes } = createCork();
    for (const frame of ['a', 'b', 'c']) cork.send(frame);
    cork.flush();
    expect(writes).toEqual(['a', 'b c']);
    for (const frame of ['d', 'e']) cork.send(frame);
    await setImmediate();
    expect(writes).toEqual(['a', 'b c', 'd e']);
  });
});
