import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const folder = mkdtempSync(join(tmpdir(), 'xstate-phoenix-'));

beforeAll(() => {
  const outfile = join(folder, 'ws.mjs');
  const entry = fileURLToPath(new URL('../../src/transport/ws.ts', import.meta.url));
  buildSync({ entryPoints: [entry], outfile, bundle: true, platform: 'node', format: 'esm', external: ['ws'] });
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What an attempt says of its end where there is no package ws, after some statements of a program. */
function closesAfter(statements: string): unknown {
  const program = `
    import { ws } from './ws.mjs';
    const closes = [];
    const closed = ({ code, error }) => closes.push({ code, name: error?.name, message: error?.message });
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
      },
    ]);
  });

  it('closes once when it is closed before that is known', () => {
    expect(closesAfter('transport.close(); transport.close(1000);')).toEqual([{ code: 1006 }]);
  });
});
