import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';
import { afterEach, expect, it } from 'vitest';

const folder = mkdtempSync(join(tmpdir(), 'xstate-phoenix-'));

afterEach(() => rmSync(folder, { recursive: true, force: true }));

it('ws() without the package ws closes with a configuration error that says what to do', () => {
  const outfile = join(folder, 'ws.mjs');
  const entry = fileURLToPath(new URL('../../src/transport/ws.ts', import.meta.url));
  buildSync({ entryPoints: [entry], outfile, bundle: true, platform: 'node', format: 'esm', external: ['ws'] });
  const program = `
    import { ws } from './ws.mjs';
    const closed = ({ code, error }) => console.log(JSON.stringify({ code, name: error.name, message: error.message }));
    ws()({ url: 'ws://127.0.0.1:1/?token=hunter2', protocols: [], headers: {} }, { closed });
  `;
  const said = execFileSync(process.execPath, ['--input-type=module', '--eval', program], {
    cwd: folder,
    encoding: 'utf8',
  });
  expect(JSON.parse(said)).toEqual({
    code: 1006,
    name: 'ConfigurationError',
    message:
      'The configuration has a problem: transport needs the package ws, which is not installed; run npm install ws, or pass another',
  });
});
