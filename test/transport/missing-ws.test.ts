import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BuildOptions, buildSync } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const folder = mkdtempSync(join(tmpdir(), 'xstate-phoenix-'));

beforeAll(() => {
  const entry = fileURLToPath(new URL('../../src/transport/ws.ts', import.meta.url));
  const conditions = ['xstate-phoenix-source'];
  const options: BuildOptions = { entryPoints: [entry], bundle: true, platform: 'node', format: 'esm', conditions };
  buildSync({ ...options, outfile: join(folder, 'ws.mjs'), external: ['ws'] });
  buildSync({ ...options, outfile: join(folder, 'inside.mjs') });
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** How an attempt ends without the package ws, after some statements of a program. */
function closesAfter(statements: string, bundle = 'ws.mjs'): unknown {
  const program = `
    import { ws } from './${bundle}';
    const closes = [];
    const closed = ({ code, error }) => closes.push({ code, name: error?.name, message: error?.message, cause: error?.cause?.message });
    const transport = ws()({ url: 'ws://127.0.0.1:1/?token=hunter2', protocols: [], headers: {} }, { closed });
    ${statements}
    process.once('exit', () => console.log(JSON.stringify(closes)));
  `;
  const said = execFileSync(process.execPath, ['--input-type=module', '--eval', program], {
    cwd: folder,
    encoding: 'utf8',
  });
  return JSON.parse(said);
}

describe('ws() without the package ws', () => {
  it('closes with a configuration error that says what to do', () => {
    expect(closesAfter('')).toEqual([
      {
        code: 1006,
        name: 'ConfigurationError',
        message:
          'The configuration has a problem: transport needs the package ws, which is not installed; run npm install ws, or pass another',
        cause: expect.stringMatching(/^Cannot find package 'ws'/),
      },
    ]);
  });

  it('closes once when it is closed before that is known', () => {
    expect(closesAfter('transport.close(); transport.close(1000);')).toEqual([{ code: 1006 }]);
  });
});

describe('ws() with the package ws inside an ES module', () => {
  it('closes with a configuration error that says to leave it out', () => {
    expect(closesAfter('', 'inside.mjs')).toEqual([
      {
        code: 1006,
        name: 'ConfigurationError',
        message:
          'The configuration has a problem: transport can not load the package ws (see the cause); if your program is a bundle, leave ws out of it: mark it as external',
        cause: 'Dynamic require of "events" is not supported',
      },
    ]);
  });
});
