import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type PhoenixServer, startServer } from 'xstate-phoenix/testing';
import { echoServer } from '../testing/echo.ts';
import { createProject, entries, type Project } from './packed.ts';

let project: Project;
let server: PhoenixServer;

beforeAll(async () => {
  project = createProject();
  project.install('ws');
  [server] = await Promise.all([startServer(echoServer()), project.build()]);
});
afterAll(async () => {
  project?.remove();
  await server?.stop();
});

/** Runs a program in CommonJS with the Node of this machine, and gives what it prints, warnings included. */
async function run(program: string): Promise<string> {
  writeFileSync(join(project.folder, 'main.cjs'), program);
  const { stdout, stderr } = await promisify(execFile)(process.execPath, ['main.cjs'], { cwd: project.folder });
  return stdout + stderr;
}

const { exports } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
const names = Object.keys(exports).map((name) => name.replace(/^\./, 'xstate-phoenix'));

describe('require', () => {
  it.each(names)('loads %s', async (name) => {
    expect(await run(`console.log(Object.keys(require('${name}')).length > 0)`)).toBe('true\n');
  });

  it('gives the same library as import', async () => {
    const program = `import('xstate-phoenix').then(({ ws }) => console.log(ws === require('xstate-phoenix').ws))`;
    expect(await run(program)).toBe('true\n');
  });

  it('is enough for a program that pushes', async () => {
    const program = `
      const { interpret } = require('xstate');
      const { clientMachine, disconnect, join, push } = require('xstate-phoenix');
      const client = interpret(clientMachine, { input: { url: '${server.url}' } }).start();
      push(join(client, 'echo:lobby'), 'ping', { n: 1 }).then(console.log).then(() => disconnect(client));
    `;
    expect(await run(program)).toBe('{ n: 1 }\n');
  });

  it('is enough for a program of the drop-in, which finds a WebSocket', async () => {
    const program = `
      const { Socket } = require('xstate-phoenix/phoenix');
      const socket = new Socket('${server.url}');
      socket.connect();
      const channel = socket.channel('echo:lobby');
      channel.join();
      channel.push('ping', { n: 1 }).receive('ok', (response) => {
        console.log(response);
        socket.disconnect();
      });
    `;
    expect(await run(program)).toBe('{ n: 1 }\n');
  });
});

describe('the library as CommonJS, into which Jest turns it', () => {
  it('loses nothing: no file awaits at its top, or asks where it is', async () => {
    const { warnings, outputFiles } = await build({
      entryPoints: entries.map((entry) => join(project.folder, 'node_modules/xstate-phoenix', entry)),
      outdir: 'out',
      bundle: true,
      write: false,
      format: 'cjs',
      platform: 'node',
      conditions: ['require', 'node', 'xstate-phoenix-source'],
      external: ['ws', 'xstate'],
      logLevel: 'silent',
    });
    expect(outputFiles.length).toBe(entries.length);
    expect(warnings).toEqual([]);
    // Of a package in node_modules, esbuild tells no warnings.
    expect(
      outputFiles.filter(({ text }) => /\bimport\.meta\b|\bimport_meta\b/.test(text)).map(({ path }) => path),
    ).toEqual([]);
  });
});
