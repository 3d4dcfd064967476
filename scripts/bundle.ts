/**
 * Makes the module for pages without a bundler, and the drop-in for projects without npm, and prints their sizes.
 * Run: npm run bundle.
 */
import { readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { bundlePage } from './bundle/page.ts';
import { bundleVendor } from './bundle/vendor.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const kB = ({ length }: Uint8Array) => `${(length / 1_000).toFixed(1)} kB`;

for (const file of [await bundlePage(`${root}dist/browser`), await bundleVendor(`${root}dist/vendor`)]) {
  const text = readFileSync(file);
  const [gzipped, brotli] = [gzipSync(text, { level: 9 }), brotliCompressSync(text)];
  console.log(`${relative(root, file)}: ${kB(text)}, ${kB(gzipped)} with gzip, ${kB(brotli)} with Brotli`);
}
