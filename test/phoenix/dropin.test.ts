import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as facade from 'xstate-phoenix/phoenix';
import * as dropIn from '../../phoenix-dropin/src/index.ts';
import { bundleLegacy } from '../../scripts/bundle/legacy.ts';
import { PhoenixWorld } from './support/world.ts';

let folder: string;
let file: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'xstate-phoenix-legacy-'));
  file = await bundleLegacy(folder);
});
afterAll(() => rm(folder, { recursive: true }));

describe('xstate-phoenix-dropin', () => {
  it('exports the same names', () => {
    expect(Object.keys(dropIn).sort()).toEqual(Object.keys(facade).sort());
  });
});

describe('xstate-phoenix-dropin/legacy', () => {
  const load = (): typeof facade => createRequire(import.meta.url)(file);

  it('exports the same names to CommonJS', () => {
    expect(Object.keys(load()).sort()).toEqual(Object.keys(facade).sort());
  });

  it('needs no other file, and no syntax after 2018', async () => {
    const text = await readFile(file, 'utf8');
    const code = text.replaceAll(/\/\*.*?\*\/|\/\/.*|(["'`])(?:\\.|(?!\1).)*\1/gs, '');
    expect(code).not.toMatch(/\brequire\(|\bimport\(|\bimport\.meta|\?\?|\?\.[a-z([]|\bstatic \{|\.#[a-z]/i);
  });

  it('joins a topic', () => {
    const world = new PhoenixWorld({}, load());
    world.open();
    const channel = world.socket.channel('room:1');
    channel.join();
    world.conn.reply(world.conn.last('phx_join'));
    expect(channel.state).toBe('joined');
    expect(channel.ref?.getSnapshot().value).toBe('joined');
  });
});
