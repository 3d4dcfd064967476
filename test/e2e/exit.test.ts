import { spawn } from 'node:child_process';
import { describe, expect, it } from 'vitest';

/** Runs a program against the embedded server in a process of its own, and tells how it ended. */
function run(program: string): Promise<{ code: number | null; output: string }> {
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', '--conditions=xstate-phoenix-source', '--input-type=module', '--eval', program],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  );
  let output = '';
  child.stdout.on('data', (chunk) => {
    output += chunk;
  });
  child.stderr.on('data', (chunk) => {
    output += chunk;
  });
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, output })));
}

const prelude = `
  import { awaitConnect, awaitJoin, clientMachine, disconnect, interpret, join, push } from 'xstate-phoenix';
  import { startServer } from 'xstate-phoenix/testing';
  const server = await startServer({ channels: { 'room:*': { join: () => ({ ok: {} }), handleIn: () => undefined } } });
  const client = interpret(clientMachine, { input: { url: server.url } }).start();
`;

describe('a process', () => {
  it('ends by itself after its client has disconnected and stopped, whatever was pending', async () => {
    const ended = await run(`${prelude}
      const room = join(client, 'room:1');
      await awaitJoin(room);
      push(room, 'never_answered');
      await disconnect(client);
      client.stop();
      await server.stop();
      console.log('done');
    `);
    expect(ended).toEqual({ code: 0, output: 'done\n' });
  });

  it('ends by itself after a stop alone, and the server sees the close', async () => {
    const ended = await run(`${prelude}
      await awaitConnect(client);
      client.stop();
      while (server.connections > 0) await new Promise((resolve) => setImmediate(resolve));
      await server.stop();
      console.log('done');
    `);
    expect(ended).toEqual({ code: 0, output: 'done\n' });
  });

  it('ends by itself after a stop in the middle of a wait for the next attempt', async () => {
    const ended = await run(`${prelude}
      await awaitConnect(client);
      await server.stop();
      while (!client.getSnapshot().matches('reconnect-waiting')) await new Promise((resolve) => setImmediate(resolve));
      client.stop();
      console.log('done');
    `);
    expect(ended).toEqual({ code: 0, output: 'done\n' });
  });
});
