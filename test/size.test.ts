import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { describe, expect, it } from 'vitest';

/** The bytes that a page downloads for a module, minified and gzipped, without xstate. */
async function sizeOf(contents: string): Promise<number> {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: fileURLToPath(new URL('.', import.meta.url)) },
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    platform: 'browser',
    conditions: ['xstate-phoenix-source'],
    external: ['xstate'],
  });
  return gzipSync(outputFiles[0]?.contents ?? '').length;
}

/** Bytes. What a page needs must not grow unnoticed. */
const ceilings = [
  ['export { clientMachine, interpret, join, on, push } from "xstate-phoenix"', 29_047],
  ['export * from "xstate-phoenix/longpoll"', 2_253],
  ['export * from "xstate-phoenix/browser"', 1_500],
  ['export * from "xstate-phoenix/presence"', 1_600],
] as const;

describe('a page', () => {
  it.each(ceilings)('that has %s downloads at most %i bytes', async (contents, ceiling) => {
    expect(await sizeOf(contents)).toBeLessThanOrEqual(ceiling);
  });
});
