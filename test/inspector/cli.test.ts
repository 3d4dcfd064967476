import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join as joinPath } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { join } from 'xstate-phoenix';
import { writeRecording } from '../../inspector/src/recording.ts';
import { TOPIC } from '../support/room.ts';
import { inspectedWorld } from './inspected.ts';

const folder = mkdtempSync(joinPath(tmpdir(), 'inspector-cli-'));
const children: ChildProcess[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill();
});
afterAll(() => rmSync(folder, { recursive: true }));

const root = fileURLToPath(new URL('../../', import.meta.url));
const cli = joinPath(root, 'inspector/src/cli.ts');

function run(...args: string[]) {
  const conditions = ['--conditions=xstate-phoenix-source', '--import', 'tsx'];
  const child = spawn(process.execPath, [...conditions, cli, ...args], { cwd: root });
  children.push(child);
  const said = { out: '', error: '' };
  child.stdout.on('data', (data) => {
    said.out += data;
  });
  child.stderr.on('data', (data) => {
    said.error += data;
  });
  return { child, said };
}

/** What it said, and its exit code. */
async function ended(...args: string[]) {
  const { child, said } = run(...args);
  const [code] = await once(child, 'close');
  return { ...said, code };
}

function file(name: string, text: string): string {
  const path = joinPath(folder, name);
  writeFileSync(path, text);
  return path;
}

function recording(): string {
  const { world, client, hub } = inspectedWorld();
  world.open();
  join(client, TOPIC);
  return writeRecording(hub);
}

describe('xstate-phoenix-inspector', () => {
  it('shows a recording, until it is ended', async () => {
    const { child, said } = run(file('good.ndjson', recording()));
    while (!said.out.includes('Ctrl+C')) await once(child.stdout ?? child, 'data');
    const url = /http:\/\/127\.0\.0\.1:\d+\/\?key=\S+/.exec(said.out)?.[0] ?? '';
    const page = new WebSocket(url.replace('http', 'ws').replace('/?', '/live?'));
    const texts: string[] = [];
    page.on('message', (data) => texts.push(String(data)));
    while (!texts.at(-1)?.includes(TOPIC)) await once(page, 'message');
    expect(JSON.parse(texts[0] ?? '')).toMatchObject({ type: 'hello', recording: true, control: false });
    page.terminate();
    expect(child.exitCode).toBeNull();
  });

  it('explains itself', async () => {
    const { code, out } = await ended('--help');
    expect(code).toBe(0);
    expect(out).toContain('xstate-phoenix-inspector FILE');
  });

  it.each([
    ['no file', [], 'Give the file of a recording.'],
    ['a file that is not there', ['missing.ndjson'], 'There is no file missing.ndjson.'],
    ['a folder', [folder], 'can not be read (EISDIR)'],
    ['two files', ['a', 'b'], 'Give one file only.'],
    ['an option there is not', ['--colour'], "Unknown option '--colour'"],
    ['a port that is none', ['a', '--port', 'http'], 'The port must be a number'],
    ['a file that is no recording', [file('other.json', '{}')], 'This is not a recording of the inspector.'],
    ['one of a later version', [file('v2', '{"format":"xstate-phoenix-recording","version":2}')], 'has version 2'],
  ])('says what is wrong with %s, without a stack', async (_, args, why) => {
    const { code, error, out } = await ended(...args);
    expect(error).toContain(why);
    expect(error).not.toMatch(/^ +at /m);
    expect([code, out]).toEqual([1, '']);
  });
});
