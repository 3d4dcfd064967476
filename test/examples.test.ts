import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { type ConnectResult, startServer } from 'xstate-phoenix/testing';

/** One example. It has to print the lines of its README in that order, and to exit with 0. */
interface Row {
  readonly name: string;
  /** The line after which it gets a SIGTERM. Without one, it gets none. */
  readonly endsAfter?: RegExp;
  /** What makes it shorter than it is for a reader. */
  readonly args?: readonly string[];
}

const rows: readonly Row[] = [
  { name: 'scripting' },
  { name: 'rejoin-on-reconnect' },
  { name: 'graceful-startup' },
  { name: 'many-topics', endsAfter: /[1-9]\d*000 messages heard/ },
  { name: 'group', args: ['--seconds', '3', '--grace', '1000'] },
  { name: 'persisted-topics' },
  { name: 'app-machine' },
  { name: 'repeater' },
  { name: 'service' },
  { name: 'token-refresh' },
  { name: 'inspector-browser', endsAfter: /the page is at http/ },
  { name: 'browser-chat', endsAfter: /open it in two windows/ },
  { name: 'liveview', endsAfter: /the page is at http/ },
];

const examples = new URL('../examples/', import.meta.url);
const command = (name: string) => `npx tsx --conditions=xstate-phoenix-source examples/${name}/main.ts`;
const readmeOf = (name: string) => readFileSync(new URL(`${name}/README.md`, examples), 'utf8');
const started: ChildProcess[] = [];

afterEach(() => {
  for (const child of started.splice(0)) child.kill('SIGKILL');
});

function start(name: string, ...args: string[]) {
  const main = fileURLToPath(new URL(`${name}/main.ts`, examples));
  const flags = ['--conditions=xstate-phoenix-source', '--import', 'tsx', main];
  const child = spawn(process.execPath, [...flags, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  started.push(child);
  const run = { child, output: '', errors: '', exit: once(child, 'close').then(([code]: unknown[]) => code) };
  child.stdout.on('data', (data) => {
    run.output += data;
  });
  child.stderr.on('data', (data) => {
    run.errors += data;
  });
  return run;
}

/** The lines that a README promises; `…` in one stands for anything. */
function promisedBy(readme: string): readonly RegExp[] {
  const [, block = ''] = /```text\n(.*?)\n```/s.exec(readme) ?? [];
  return block.split('\n').map((line) => new RegExp(`^${line.split('…').map(literally).join('.*')}$`));
}

function literally(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}

/** The promised lines that were not printed, each looked for behind the one before. */
function missingIn(output: string, promised: readonly RegExp[]): readonly RegExp[] {
  const lines = output.split('\n');
  return promised.filter((line) => {
    const at = lines.findIndex((printed) => line.test(printed));
    if (at >= 0) lines.splice(0, at + 1);
    return at < 0;
  });
}

describe('an example', { timeout: 60_000 }, () => {
  it.each(rows)(
    'prints what its README says, and ends with 0 by itself: $name',
    async ({ name, endsAfter, args = [] }) => {
      const promised = promisedBy(readmeOf(name));
      expect(promised.length).toBeGreaterThan(2);
      const run = start(name, ...args);
      if (endsAfter) {
        await vi.waitFor(() => expect(run.output).toMatch(endsAfter), 30_000);
        run.child.kill('SIGTERM');
      }
      expect([await run.exit, run.errors]).toEqual([0, '']);
      expect([missingIn(run.output, promised), run.output]).toEqual([[], run.output]);
    },
  );

  it('is run and listed, and its README says how, each that there is', () => {
    const names = readdirSync(examples).filter((name) => existsSync(new URL(`${name}/README.md`, examples)));
    expect(names.sort()).toEqual(rows.map(({ name }) => name).sort());
    expect(names.filter((name) => !readmeOf(name).includes(command(name)))).toEqual([]);
    const index = readFileSync(new URL('README.md', examples), 'utf8');
    expect(names.filter((name) => !index.includes(`[${name}](${name})`))).toEqual([]);
  });
});

describe('the scripting example', { timeout: 60_000 }, () => {
  const serve = (answer: ConnectResult) =>
    startServer({
      connect: () => answer,
      channels: {
        'room:lobby': {
          join: () => ({ ok: { id: 7 } }),
          handleIn(event, payload: object, channel) {
            channel.broadcast(event, payload);
            return { reply: ['ok', { pong: true }] };
          },
        },
      },
    });

  it('talks to any Phoenix', async () => {
    const server = await serve({});
    const run = start('scripting', '--url', server.url);
    expect([await run.exit, run.errors]).toEqual([0, '']);
    expect(run.output).toContain('response { id: 7 }\nthe reply to ping is { pong: true }\n');
    await server.stop();
  });

  it('ends with 1 and the error where there is no way in', async () => {
    const server = await serve({ error: 403 });
    const run = start('scripting', '--url', server.url);
    expect(await run.exit).toBe(1);
    expect(run.errors).toContain('ConnectError: ');
    expect(run.output).toBe('');
    await server.stop();
  });

  it('has a core of fifteen lines at most', () => {
    const [, core = '', end] = readFileSync(new URL('scripting/main.ts', examples), 'utf8').split(
      /\n\n(?=const client|client)/,
    );
    expect(core).toMatch(/^const client = /);
    expect(end).toMatch(/^client\.stop/);
    expect(core.split('\n').length).toBeLessThanOrEqual(15);
  });
});
