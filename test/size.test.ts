import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { pageBundle } from './support/page.bundle.ts';

/** Bytes. What a page needs must not grow unnoticed. */
const ceilings = [
  ['export { clientMachine, interpret, join, on, push } from "xstate-phoenix"', 29_200],
  [
    'export { interpret, join, on, push } from "xstate-phoenix"; export { createPool } from "xstate-phoenix/pool"',
    34_050,
  ],
  [
    'export { clientMachine, interpret, join, on, push } from "xstate-phoenix"; export { createGroup } from "xstate-phoenix/group"',
    34_380,
  ],
  ['export { ownerOf } from "xstate-phoenix/group"', 620],
  ['export * from "xstate-phoenix/longpoll"', 2_253],
  ['export * from "xstate-phoenix/browser"', 1_500],
  ['export * from "xstate-phoenix/presence"', 1_600],
  ['export { Socket } from "xstate-phoenix/phoenix"', 39_830],
] as const;

describe('a page', () => {
  it.each(ceilings)('that has %s downloads at most %i bytes', async (contents, ceiling) => {
    const { length } = gzipSync(await pageBundle(contents));
    expect(length).toBeGreaterThan(500);
    expect(length).toBeLessThanOrEqual(ceiling);
  });
});
