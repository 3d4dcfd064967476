/**
 * What a page downloads: a client with join, on and push, minified, without and with xstate.
 * Run: npx tsx bench/size.ts
 */
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

const program = `
  import { clientMachine, interpret, join, on, push } from 'xstate-phoenix';
  export { clientMachine, interpret, join, on, push };
`;

for (const external of [['xstate'], []]) {
  const { outputFiles } = await build({
    stdin: { contents: program, resolveDir: import.meta.dirname },
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    platform: 'browser',
    conditions: ['xstate-phoenix-source'],
    external,
  });
  const [output] = outputFiles;
  if (!output) throw new Error('Nothing was built.');
  const sizes = `${output.contents.length} bytes, ${gzipSync(output.contents).length} gzipped`;
  console.log(`${external.length > 0 ? 'xstate-phoenix alone' : 'with xstate'}: ${sizes}`);
}
