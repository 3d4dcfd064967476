/**
 * Makes the module for pages without a bundler, and prints its size. Run: npm run bundle.
 */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { bundlePage } from './bundle/page.ts';

const file = await bundlePage(fileURLToPath(new URL('../dist/browser', import.meta.url)));
const text = readFileSync(file);
const kB = ({ length }: Uint8Array) => `${(length / 1_000).toFixed(1)} kB`;
const [gzipped, brotli] = [gzipSync(text, { level: 9 }), brotliCompressSync(text)];
console.log(`dist/browser/xstate-phoenix.js: ${kB(text)}, ${kB(gzipped)} with gzip, ${kB(brotli)} with Brotli`);
