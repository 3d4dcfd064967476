import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type IncomingHttpHeaders, request } from 'node:http';
import { connect } from 'node:net';
import { networkInterfaces, tmpdir } from 'node:os';
import { join as joinPath } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { startInspector } from 'xstate-phoenix-inspector';
import { startInspectorIn } from '../../inspector/src/inspector.ts';

const undo: (() => unknown)[] = [];
afterEach(async () => {
  for (const each of undo.splice(0).reverse()) await each();
});

/** A folder with a built page, and a file beside it that is nobody's business. */
function builtPage(): URL {
  const root = mkdtempSync(joinPath(tmpdir(), 'inspector-page-'));
  undo.push(() => rmSync(root, { recursive: true }));
  const folder = joinPath(root, 'page');
  mkdirSync(joinPath(folder, 'assets'), { recursive: true });
  writeFileSync(joinPath(root, 'beside.txt'), 'beside');
  writeFileSync(joinPath(folder, 'index.html'), '<title>The page</title>');
  writeFileSync(joinPath(folder, 'assets', 'main-abc.js'), 'export {};');
  return pathToFileURL(`${folder}/`);
}

async function start({ folder = builtPage() } = {}) {
  const inspector = await startInspectorIn({ folder }, {});
  undo.push(() => inspector.stop());
  const { port, searchParams } = new URL(inspector.url);
  return { inspector, port: Number(port), key: searchParams.get('key') ?? '' };
}

/** A request with a path and headers that fetch would mend. */
async function ask(port: number, path: string, headers: Record<string, string> = {}, method = 'GET') {
  const asked = request({
    host: '127.0.0.1',
    port,
    path,
    method,
    headers: { host: `127.0.0.1:${port}`, ...headers },
  }).end();
  const [response] = await once(asked, 'response');
  let body = '';
  for await (const chunk of response) body += chunk;
  const got: { status: number; headers: IncomingHttpHeaders } = {
    status: response.statusCode,
    headers: response.headers,
  };
  return { ...got, body };
}

/** How an upgrade ends: `open`, or the status it is refused with. */
function upgrade(port: number, path: string, headers: Record<string, string> = {}): Promise<string> {
  return new Promise((resolve) => {
    const socket = new WebSocket(`ws://127.0.0.1:${port}${path}`, { headers });
    socket.on('open', () => {
      socket.close();
      resolve('open');
    });
    socket.on('unexpected-response', (_, response) => resolve(String(response.statusCode)));
    socket.on('error', (error) => resolve(error.message));
  });
}

describe('the server of the page', () => {
  it('listens on the loopback interface alone', async () => {
    const { port } = await start();
    const addresses = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
    for (const { address, family, internal, scopeid } of addresses) {
      if (internal && family === 'IPv4') continue;
      const socket = connect({ port, host: scopeid ? `${address}%${scopeid}` : address });
      const [error] = await once(socket, 'error');
      expect(error.code).toMatch(/ECONNREFUSED|EADDRNOTAVAIL|EINVAL|ENETUNREACH|EHOSTUNREACH/);
    }
    expect((await ask(port, '/')).status).toBe(403);
  });

  it('gives the page to whoever has the key', async () => {
    const { port, key } = await start();
    const { status, headers, body } = await ask(port, `/?key=${key}`);
    expect([status, body]).toEqual([200, '<title>The page</title>']);
    expect(headers['content-type']).toContain('text/html');
    expect(headers['cache-control']).toBe('no-store');
    expect(headers['referrer-policy']).toBe('no-referrer');
    expect(headers['content-security-policy']).toMatch(/^default-src 'none'; script-src 'self'; style-src 'self';/);
    expect(headers['content-security-policy']).not.toContain('unsafe');
    expect((await ask(port, `/?key=${key}`, { host: `localhost:${port}` })).status).toBe(200);
  });

  it.each([
    ['/'],
    ['/?key='],
    ['/?key=wrong'],
    ['/?key=KEY1'],
    ['/index.html'],
    ['/anything'],
    ['/assets/'],
    ['/assets/.hidden'],
    ['/assets/..'],
    ['/assets/../index.html'],
    ['/assets/../../beside.txt'],
    ['/assets/%2e%2e/%2e%2e/beside.txt'],
    ['/assets/..%2f..%2fbeside.txt'],
    ['/assets/..%5c..%5cbeside.txt'],
    ['/assets/main-abc.js/../../../beside.txt'],
    ['//evil.test/'],
    ['/assets/%00'],
  ])('gives nothing for %s without the key', async (path) => {
    const { port, key } = await start();
    const { status, body } = await ask(port, path.replace('KEY', key));
    expect([status, body]).toEqual([403, '']);
  });

  it('gives nothing but the page with the key', async () => {
    const { port, key } = await start();
    for (const path of ['/beside.txt', '/../beside.txt', '/index.html', '/assets/../../beside.txt', '/constructor'])
      expect((await ask(port, `${path}?key=${key}`)).status).toBe(404);
    expect((await ask(port, `/?key=${key}`, {}, 'POST')).status).toBe(405);
  });

  it('gives assets without the key, and lets them be kept', async () => {
    const { port } = await start();
    const { status, headers, body } = await ask(port, '/assets/main-abc.js');
    expect([status, body]).toEqual([200, 'export {};']);
    expect(headers['content-type']).toContain('text/javascript');
    expect(headers['cache-control']).toContain('immutable');
    expect((await ask(port, '/assets/missing.js')).status).toBe(404);
  });

  it('refuses those who call it by another name, and other pages', async () => {
    const { port, key } = await start();
    const page = `/?key=${key}`;
    for (const host of ['evil.test', `evil.test:${port}`, '127.0.0.1', `127.0.0.1.evil.test:${port}`])
      expect((await ask(port, page, { host })).status).toBe(421);
    for (const origin of ['http://evil.test', 'null', `http://127.0.0.1:${port + 1}`, `https://127.0.0.1:${port}`])
      expect((await ask(port, page, { origin })).status).toBe(403);
    expect((await ask(port, page, { origin: `http://127.0.0.1:${port}` })).status).toBe(200);
    expect((await ask(port, '/assets/main-abc.js', { host: 'evil.test' })).status).toBe(421);
  });

  it('says how to build a page that is not built', async () => {
    const { port, key } = await start({ folder: new URL('nowhere/', builtPage()) });
    const { status, body } = await ask(port, `/?key=${key}`);
    expect(status).toBe(503);
    expect(body).toContain('npm run build');
  });
});

describe('an upgrade', () => {
  it('is granted to whoever has the key, from the page or from no page', async () => {
    const { port, key } = await start();
    expect(await upgrade(port, `/live?key=${key}`)).toBe('open');
    expect(await upgrade(port, `/live?key=${key}`, { origin: `http://127.0.0.1:${port}` })).toBe('open');
  });

  it('is refused to all others', async () => {
    const { port, key } = await start();
    expect(await upgrade(port, '/live')).toBe('403');
    expect(await upgrade(port, '/live?key=wrong')).toBe('403');
    expect(await upgrade(port, `/live?key=${key}`, { origin: 'http://evil.test' })).toBe('403');
    expect(await upgrade(port, `/live?key=${key}`, { origin: 'null' })).toBe('403');
    expect(await upgrade(port, `/live?key=${key}`, { host: 'evil.test' })).toBe('421');
    expect(await upgrade(port, `/other?key=${key}`)).toBe('404');
    expect(await upgrade(port, `/constructor?key=${key}`)).toBe('404');
  });

  it('leads to what happens, as texts', async () => {
    const { port, key } = await start();
    const socket = new WebSocket(`ws://127.0.0.1:${port}/live?key=${key}`);
    const [data, isBinary] = await once(socket, 'message');
    expect(JSON.parse(String(data))).toMatchObject({ type: 'hello', version: 1 });
    expect(isBinary).toBe(false);
    socket.terminate();
  });
});

describe('an inspector', () => {
  it('has a key of its own each time', async () => {
    const [one, other] = [await start(), await start()];
    expect(one.key).toMatch(/^[\w-]{24}$/);
    expect(one.key).not.toBe(other.key);
  });

  it('ends everything when it is stopped, and frees the port', async () => {
    const { inspector, port, key } = await start();
    const socket = new WebSocket(`ws://127.0.0.1:${port}/live?key=${key}`);
    await once(socket, 'open');
    const closed = once(socket, 'close');
    expect(inspector.stop()).toBe(inspector.stop());
    await inspector.stop();
    await closed;
    const again = await startInspector({ port });
    expect(new URL(again.url).port).toBe(String(port));
    await again.stop();
  });

  it('keeps no process alive', async () => {
    const script = `import { startInspector } from 'xstate-phoenix-inspector'; console.log((await startInspector()).url);`;
    const conditions = ['--conditions=xstate-phoenix-source', '--import', 'tsx', '--input-type=module', '-e', script];
    const cwd = fileURLToPath(new URL('../../', import.meta.url));
    const child = spawn(process.execPath, conditions, { cwd });
    const [code] = await once(child, 'close');
    expect(code).toBe(0);
  }, 20_000);

  it('rejects when the port is taken, or an option is not what it should be', async () => {
    const { port } = await start();
    await expect(startInspector({ port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
    await expect(startInspector({ port: 70_000 })).rejects.toThrow(TypeError);
    await expect(startInspector({ history: 0 })).rejects.toThrow(TypeError);
  });
});

describe('the key of an inspector', () => {
  it('is the one that was given, so that its url outlives a restart', async () => {
    const inspector = await startInspector({ key: 'a-key-that-stays-the-same' });
    undo.push(() => inspector.stop());
    expect(new URL(inspector.url).searchParams.get('key')).toBe('a-key-that-stays-the-same');
  });

  it('is another one each time where none was given', async () => {
    const [one, other] = await Promise.all([start(), start()]);
    expect(one.key).not.toBe(other.key);
    expect(one.key.length).toBeGreaterThanOrEqual(24);
  });

  it.each(['short', 'has a space in the middle', 'ümlaute-are-not-allowed'])(
    'is refused when it is "%s"',
    async (key) => {
      await expect(startInspector({ key })).rejects.toThrow('key must have at least 16');
    },
  );
});
