import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { awaitJoin, type ClientInput, type ClientRef, join, push } from 'xstate-phoenix';
import { clientOf, failureOf, joinedAnew, next, TOPICS, until } from './world.ts';

type Told = { readonly port: number } | { readonly connection: number; readonly topic: string };

/** A server in a process of its own. */
interface Process {
  readonly child: ChildProcess;
  readonly port: number;
  /** The topics that were joined, by the number of their connection. */
  joinsOn(connection: number): readonly string[];
}

const program = fileURLToPath(new URL('./phoenix.main.ts', import.meta.url));

async function startProcess(port = 0): Promise<Process> {
  const child = fork(program, ['--port', `${port}`], {
    execArgv: ['--conditions=xstate-phoenix-source', '--import', 'tsx'],
  });
  onTestFinished(() => kill(child));
  const joins: { connection: number; topic: string }[] = [];
  const listening = await new Promise<number>((resolve, reject) => {
    child.once('exit', () => reject(new Error('The server did not start.')));
    child.on('message', (told: Told) => void ('port' in told ? resolve(told.port) : joins.push(told)));
  });
  return {
    child,
    port: listening,
    joinsOn: (on) => joins.flatMap(({ connection, topic }) => (connection === on ? [topic] : [])),
  };
}

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill('SIGKILL');
  await exited;
}

/** A client of the process, with three topics joined. */
async function clientOfProcess({ port }: Process, input: Partial<ClientInput> = {}) {
  const client: ClientRef = clientOf(`ws://127.0.0.1:${port}/socket`, input);
  client.start();
  const rooms = [join(client, 'echo:a'), join(client, 'echo:b'), join(client, 'echo:c')] as const;
  await Promise.all(rooms.map((room) => awaitJoin(room)));
  return { client, rooms };
}

describe('a server whose process is killed', () => {
  it('is lost with 1006, dialed until it is there again, and every topic joins the new one once', async () => {
    const server = await startProcess();
    const { client, rooms } = await clientOfProcess(server);
    const [lost, refused, again] = [
      next(client, 'connection.lost'),
      next(client, 'connect.failed'),
      joinedAnew({ rooms }),
    ];
    const outcome = push(rooms[0], 'noreply');
    await kill(server.child);
    expect(await lost).toMatchObject({ code: 1006, cause: 'remote', willRetry: true });
    expect(await failureOf(outcome)).toEqual({ code: 'disconnected', sent: true });
    expect(await refused).toMatchObject({ willRetry: true, error: { code: 'unreachable' } });
    const kept = push(rooms[1], 'ping', { kept: true }, { timeoutMs: 60_000 });
    const successor = await startProcess(server.port);
    await again;
    expect(await kept).toEqual({ kept: true });
    await until(() => successor.joinsOn(1).length >= 3);
    expect(successor.joinsOn(1)).toEqual(TOPICS);
  });
});

describe('a server whose process stands still', () => {
  const heartbeat = { heartbeatIntervalMs: 500, heartbeatTimeoutMs: 1_000, connectTimeoutMs: 500 };

  it('is lost by the heartbeat, its handshakes hang, and it is joined again once it goes on', async () => {
    const server = await startProcess();
    const { client, rooms } = await clientOfProcess(server, heartbeat);
    const [lost, hanging] = [next(client, 'connection.lost'), next(client, 'connect.failed')];
    await next(client, 'heartbeat');
    server.child.kill('SIGSTOP');
    const outcome = push(rooms[0], 'ping', { n: 1 });
    expect(await lost).toMatchObject({ code: 1006, cause: 'heartbeat' });
    expect(await failureOf(outcome)).toEqual({ code: 'disconnected', sent: true });
    // The kernel accepts for a process that does not run.
    expect(await hanging).toMatchObject({ willRetry: true, error: { code: 'timeout' } });
    const again = joinedAnew({ rooms });
    server.child.kill('SIGCONT');
    await again;
    expect(await push(rooms[0], 'ping', { n: 2 })).toEqual({ n: 2 });
  });

  it('loses nothing where it goes on before the heartbeat is due', async () => {
    const server = await startProcess();
    const { client, rooms } = await clientOfProcess(server, { heartbeatIntervalMs: 500, heartbeatTimeoutMs: 15_000 });
    const ends: unknown[] = [];
    client.on('connection.lost', (lost) => ends.push(lost));
    server.child.kill('SIGSTOP');
    const replies = rooms.map((room, n) => push(room, 'ping', { n }, { timeoutMs: 60_000 }));
    await until(() => JSON.stringify(client.getSnapshot().value).includes('awaiting-ack'));
    server.child.kill('SIGCONT');
    expect(await Promise.all(replies)).toEqual([{ n: 0 }, { n: 1 }, { n: 2 }]);
    await next(client, 'heartbeat');
    expect(ends).toEqual([]);
    expect(server.joinsOn(1)).toEqual(TOPICS);
  });
});
