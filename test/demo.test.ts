import { type ChildProcess, spawn } from 'node:child_process';
import { once as onceEmitted } from 'node:events';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { join } from 'xstate-phoenix';
import { type ConnectResult, type PhoenixServer, startServer } from 'xstate-phoenix/testing';
import { paint } from '../examples/demo/screen.ts';
import { watch } from '../examples/demo/story.ts';
import { page } from '../examples/demo/view.ts';
import { createWorld } from './support/world.ts';

const main = fileURLToPath(new URL('../examples/demo/main.ts', import.meta.url));
const started: ChildProcess[] = [];
const servers: PhoenixServer[] = [];
const silent: Server[] = [];

afterEach(async () => {
  for (const child of started.splice(0)) child.kill('SIGKILL');
  for (const server of silent.splice(0)) server.close();
  await Promise.all(servers.splice(0).map((server) => server.stop()));
});

/** The demo as a process; without a terminal, so it prints lines. */
function start(...args: string[]) {
  const child = spawn(process.execPath, ['--conditions=xstate-phoenix-source', '--import', 'tsx', main, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  started.push(child);
  const demo = { child, output: '', errors: '', exit: onceEmitted(child, 'close').then(([code]) => code as number) };
  child.stdout.on('data', (data) => {
    demo.output += data;
  });
  child.stderr.on('data', (data) => {
    demo.errors += data;
  });
  return demo;
}

async function serve(options: { readonly refusesJoin?: boolean; readonly status?: number } = {}) {
  const server = await startServer({
    connect: (): ConnectResult => (options.status === undefined ? {} : { error: options.status }),
    channels: {
      'room:*': { join: () => (options.refusesJoin ? { error: { reason: 'unauthorized' } } : { ok: {} }) },
    },
  });
  servers.push(server);
  return server.url;
}

/** Where a server takes connections, and says nothing. */
async function silence(): Promise<string> {
  const server = createServer(() => {}).listen(0, '127.0.0.1');
  silent.push(server);
  await onceEmitted(server, 'listening');
  return `ws://127.0.0.1:${(server.address() as AddressInfo).port}/socket`;
}

/** What `--once` has to show, in this order. */
const cycle = [
  'client        is connecting.preparing',
  'client        connected',
  'room:lobby    is joined',
  'club:velvet   join.failed  refused {"reason":"full"}',
  'club:velvet   is joined',
  'ticker:clock  is rejoin-waiting.offline',
  'client        connection.lost  code 1006',
  'client        is reconnect-waiting.backoff',
  'client        connect.failed  attempt 2: refused, HTTP 503',
  'client        connected  again',
  'ticker:clock  joined  again',
  'club:velvet   is joined',
  'room:lobby    crashed  {"reason":"channel_crash"}',
  'room:lobby    is rejoin-waiting.backoff',
  'room:lobby    joined  again',
  'room:lobby    is leaving',
  'room:lobby    left  acknowledged',
  'client        is disconnecting',
  'client        is disconnected',
  '3 topics left, disconnected.',
];

describe('the demo', { timeout: 60_000, concurrent: false }, () => {
  it('shows a drop, a crash and both recoveries, and ends', async () => {
    const demo = start('--once');
    expect(await demo.exit).toBe(0);
    let rest = demo.output;
    for (const line of cycle) {
      expect(rest).toContain(line);
      rest = rest.slice(rest.indexOf(line) + line.length);
    }
    expect(demo.errors).toBe('');
  });

  it.skipIf(process.platform === 'win32')('leaves and disconnects on a signal, and ends by itself', async () => {
    const demo = start();
    await vi.waitFor(() => expect(demo.output).toContain('room:lobby    is joined'), 20_000);
    demo.child.kill('SIGINT');
    expect(await demo.exit).toBe(0);
    expect(demo.output).toContain('client        is disconnected\n3 topics left, disconnected.');
  });

  it('has an inspector, which ends with it', async () => {
    const demo = start();
    await vi.waitFor(() => expect(demo.output).toContain('room:lobby    is joined'), 20_000);
    const [, url = ''] = / inspector: (\S+)/.exec(demo.output) ?? [];
    const page = await fetch(url);
    expect([page.status, await page.text()]).toEqual([200, expect.stringContaining('<title>')]);
    demo.child.kill('SIGINT');
    expect(await demo.exit).toBe(0);
    await expect(fetch(url)).rejects.toThrow();
  });

  it('talks to any Phoenix', async () => {
    const demo = start('--once', '--url', await serve(), '--topic', 'room:a', '--topic', 'room:b');
    expect(await demo.exit).toBe(0);
    expect(demo.output).toContain('room:b        left  acknowledged');
  });

  it('ends with 1 where its topic is refused', async () => {
    const demo = start('--once', '--url', await serve({ refusesJoin: true }), '--topic', 'room:a');
    expect(await demo.exit).toBe(1);
    expect(demo.errors).toContain('JoinError: The join of "room:a" was refused by the server: "unauthorized".');
    expect(demo.output).toContain('\n1 topic left, disconnected.');
  });

  it.each<[string, () => Promise<string>, RegExp]>([
    [
      'a port that refuses',
      async () => 'ws://127.0.0.1:1/socket',
      /^There is no connection to 127\.0\.0\.1:1\/socket: Nothing listens/,
    ],
    ['a host that nobody knows', async () => 'ws://nowhere.invalid/socket', /: The name of the server is not known/],
    [
      'an upgrade that is refused',
      () => serve({ status: 403 }),
      /: The server refused the connection with HTTP 403\.$/,
    ],
    ['a server that says nothing', silence, /: The handshake took too long\.$/],
  ])('ends with 1 and one sentence at %s', async (_, url, sentence) => {
    const demo = start('--url', `${await url()}?token=SECRET`, '--topic', 'room:a');
    expect(await demo.exit).toBe(1);
    expect(demo.errors.trim()).toMatch(sentence);
    expect(demo.errors).not.toContain('SECRET');
    expect(demo.errors.trim()).not.toContain('\n');
    expect(demo.output).toBe('');
  });

  it('tells its options without anything else', async () => {
    const demo = start('--help');
    expect(await demo.exit).toBe(0);
    expect(demo.output).toMatch(/^Usage: npm start/);
  });

  it.each([
    [['--colour'], "Unknown option '--colour'"],
    [['--topic', 'room:a'], '--topic needs --url'],
    [['--params', 'a=1'], '--params needs --url'],
    [['--url', 'ws://x'], '--url needs at least one --topic'],
    [['--url', 'ws://x', '--topic', ''], '--topic must be a string that is not empty'],
    [['--url', 'ws://x', '--topic', 'phoenix'], '--topic "phoenix" is reserved for heartbeats'],
    [['--url', 'ftp://x', '--topic', 'a'], '--url must begin with ws:// or wss://'],
    [['--url', 'ws://x', '--topic', 'a', '--params', 'b'], '--params takes key=value'],
  ])('ends with 2 and a word about %j', async (args, message) => {
    const demo = start(...args);
    expect(await demo.exit).toBe(2);
    expect(demo.errors).toContain(message);
    expect(demo.errors.trim()).not.toContain('\n');
    expect(demo.output).toBe('');
  });
});

describe('the page', () => {
  const render = (rows: number) => {
    const world = createWorld();
    const rooms = ['room:lobby', `room:${'x'.repeat(200)}`].map((topic) => join(world.client, topic));
    const story = watch(world.client, rooms, () => {});
    const socket = world.open();
    socket.reply(socket.last('phx_join'), 'error', { reason: 'full' });
    socket.say(null, null, 'room:lobby', 'new_msg', { body: '\u001b[2J\u0007\u009b2J'.repeat(30) });
    const view = {
      client: world.client,
      rooms,
      story,
      where: 'server.test/socket',
      watch: 'http://127.0.0.1:65535/?key=0123456789abcdef01234567',
      note: 'note',
      rows,
    };
    return page({ ...view, paint: (text) => text });
  };

  it.each([24, 50])('fits 80 columns and %i rows', (rows) => {
    const lines = render(rows);
    expect(lines).toHaveLength(rows);
    expect(lines.filter((line) => line.length > 80)).toEqual([]);
  });

  it('names its columns', () => {
    const lines = render(30);
    const heads = [
      /^ topic ─+ state ─+joins$/,
      /^ frames per second ─+$/,
      /^ {3}ref {2}topic .* payload$/,
      /^ time {7}who {11}what ─+$/,
    ];
    for (const head of heads) expect(lines.filter((line) => head.test(line))).toHaveLength(1);
    const names = lines.find((line) => line.startsWith('   ref')) ?? '';
    const frame = lines.find((line) => line.includes('phx_join')) ?? '';
    expect(frame.indexOf('room:')).toBe(names.indexOf('topic'));
    expect(frame.indexOf('phx_join')).toBe(names.indexOf('event'));
  });

  it('hands no control character of a server to the terminal', () => {
    expect(render(24).join('')).not.toMatch(/\p{Cc}/u);
  });

  it('has no colours under NO_COLOR', () => {
    vi.stubEnv('NO_COLOR', '1');
    expect(paint('text', 'red')).toBe('text');
    vi.stubEnv('NO_COLOR', '');
    expect(paint('text', 'red')).toBe('\u001b[31mtext\u001b[0m');
    vi.unstubAllEnvs();
  });
});
