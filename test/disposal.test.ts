import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { awaitConnect, clientMachine, connect, interpret, join, leaving, messages, on, stopping } from 'xstate-phoenix';
import { createTestServer, startServer } from 'xstate-phoenix/testing';
import { turns } from './support/room.ts';
import { servedRoom } from './support/served.ts';
import './support/matchers.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

describe('a topic that a block leaves', () => {
  it('is left when the block ends, however it does', async () => {
    const { server, room } = await servedRoom();
    const block = async () => {
      await using _ = leaving(room);
      expect(room).toBeIn('joined');
      throw new Error('of mine');
    };
    await expect(block()).rejects.toThrow('of mine');
    await server.expectLeave('room:lobby');
    expect(room.getSnapshot()).toMatchObject({ status: 'done', output: { acknowledged: true } });
  });

  it('may be left, and its client stopped, before', async () => {
    const { client, room } = await servedRoom();
    {
      await using _ = leaving(room);
      client.stop();
    }
    expect(room.getSnapshot().status).toBe('stopped');
  });
});

describe('a client that a block stops', () => {
  it('disconnects in good order behind its topics, and is stopped', async () => {
    const server = createTestServer();
    server.accept();
    const client = interpret(clientMachine, server.options()).start();
    await awaitConnect(client);
    const emitted: string[] = [];
    client.on('*', ({ type }) => emitted.push(type));
    {
      await using _client = stopping(client);
      const room = join(client, 'room:lobby');
      await server.expectJoin('room:lobby');
      await using _room = leaving(room);
    }
    expect(client.getSnapshot().status).toBe('stopped');
    expect(emitted).toEqual(['disconnected']);
    await server.expectLeave('room:lobby');
    await server.expectDisconnect({ code: 1000 });
    expect(server.connections).toBe(0);
  });

  it('is stopped though somebody connects it meanwhile', async () => {
    const { server, client } = await servedRoom();
    {
      await using _ = stopping(client);
      client.on('disconnected', () => void connect(client));
    }
    expect(client.getSnapshot().status).toBe('stopped');
    expect(server.connections).toBe(0);
  });

  it('may have been made of a bad input', async () => {
    const client = interpret(clientMachine, { input: { url: 'nowhere' } });
    {
      await using _ = stopping(client);
    }
    expect(client.getSnapshot().status).toBe('error');
  });
});

describe('messages that are iterated by hand', () => {
  it('end with their block, and nobody listens any more', async () => {
    const { server, room } = await servedRoom();
    const loop = messages(room, 'msg')[Symbol.asyncIterator]();
    {
      await using block = loop;
      server.push('room:lobby', 'msg', { n: 1 });
      expect((await block.next()).value).toMatchObject({ payload: { n: 1 } });
      server.push('room:lobby', 'msg', { n: 2 });
    }
    expect(await loop.next()).toEqual({ done: true, value: undefined });
    server.push('room:lobby', 'msg', { n: 3 });
    expect(await loop.next()).toEqual({ done: true, value: undefined });
  });
});

describe('a server that a block starts', () => {
  it('is stopped when the block ends', async () => {
    let url: string;
    {
      await using server = await startServer({ channels: {} });
      url = server.url.replace('ws:', 'http:');
      expect((await fetch(url)).status).toBe(404);
    }
    await expect(fetch(url)).rejects.toThrow();
  });
});

describe('a platform without Symbol.asyncDispose', () => {
  afterEach(() => vi.unstubAllGlobals());

  it('has all the same but for the end of a block', async () => {
    const { server, room } = await servedRoom();
    const without = Object.assign((description?: string) => Symbol(description), {
      asyncIterator: Symbol.asyncIterator,
    });
    vi.stubGlobal('Symbol', without);
    const loop = messages(room)[Symbol.asyncIterator]();
    const left = leaving(room);
    vi.unstubAllGlobals();
    expect(Reflect.ownKeys(loop)).toEqual(['next', 'return']);
    expect(Reflect.ownKeys(left)).toEqual([]);
    const heard = vi.fn();
    on(room, 'msg', heard);
    server.push('room:lobby', 'msg');
    expect((await loop.next()).value).toMatchObject({ event: 'msg' });
    expect(heard).toHaveBeenCalledOnce();
    await turns();
  });
});

describe('the types', { timeout: 60_000 }, () => {
  /** What TypeScript says of a page, which knows no Node, and of the library as well if it is asked to. */
  function problemsOf(of: 'page' | 'all', code: string, lib: readonly string[]): readonly string[] {
    const file = `${root}test/page.ts`;
    const options: ts.CompilerOptions = {
      strict: true,
      noEmit: true,
      target: ts.ScriptTarget.ES2022,
      module: ts.ModuleKind.NodeNext,
      moduleResolution: ts.ModuleResolutionKind.NodeNext,
      customConditions: ['browser', 'xstate-phoenix-source'],
      allowImportingTsExtensions: true,
      skipLibCheck: true,
      types: [],
      lib: lib.map((name) => `lib.${name}.d.ts`),
    };
    const host = ts.createCompilerHost(options);
    const { getSourceFile, fileExists } = host;
    host.fileExists = (path) => path === file || fileExists.call(host, path);
    host.getSourceFile = (path, version, ...rest) =>
      path === file ? ts.createSourceFile(path, code, version) : getSourceFile.call(host, path, version, ...rest);
    const program = ts.createProgram([file], options, host);
    return ts
      .getPreEmitDiagnostics(program, of === 'page' ? program.getSourceFile(file) : undefined)
      .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, ' '));
  }

  const page = `
    import { type ChannelRef, leaving, messages } from 'xstate-phoenix';
    declare const room: ChannelRef;
    export async function loop() {
      for await (const { payload } of messages(room)) return payload;
      return leaving(room);
    }
  `;

  it('need no lib beyond es2022', () => {
    expect(problemsOf('all', page, ['es2022', 'dom', 'dom.iterable'])).toEqual([]);
  });

  it('are those of `await using` where it is known', () => {
    const using = `${page} export async function block() { await using _ = leaving(room); await using loop = messages(room)[Symbol.asyncIterator](); }`;
    const lib = ['es2022', 'dom', 'dom.iterable', 'esnext.disposable'];
    expect(problemsOf('page', using, lib)).toEqual([]);
    expect(problemsOf('page', using.replace('_ = leaving(room);', '_ = room;'), lib)).toEqual([
      expect.stringContaining('asyncDispose'),
    ]);
  });
});
