import { expect } from 'vitest';
import { type ClientInput, v1, v2 } from 'xstate-phoenix';
import { nextTask } from '../support/task.ts';
import { causal, type Line, type Transcript } from '../testing/transcript.ts';
import { Player } from './player.ts';

/** Recordings in which a later connection is the same client again, as it reconnects. */
const reconnecting = new Set(['reconnect_rejoin', 'server_killed']);

/** Plays all clients of a recording, and holds what they heard against what the server said. */
export async function play(name: string, { frames }: Transcript): Promise<readonly Player[]> {
  const players = new Map<number, Player>();
  for (const line of causal(frames)) {
    const { conn = 1 } = line;
    if (line.dir === 'open' || (line.dir === 'close' && !players.has(conn))) meet(name, line, conn, players);
    const player = players.get(conn);
    if (player) await playLine(line, player);
  }
  const all = [...new Set(players.values())];
  for (const player of all) await finish(player);
  return all;
}

/** A client appears: a new one, or one that comes back after it lost its connection. */
function meet(name: string, line: Line, conn: number, players: Map<number, Player>): void {
  const before = players.get(conn - 1);
  if (before && reconnecting.has(name)) {
    before.world.clock.increment(10);
    players.set(conn, before);
    return;
  }
  const url = new URL(line.url ?? '', 'ws://server.test');
  const { vsn = '2.0.0', ...params } = Object.fromEntries(url.searchParams);
  const serializer = vsn === '1.0.0' ? v1() : { ...v2(), vsn };
  const authToken = name.startsWith('auth_token') ? (name.endsWith('rejected') ? 'reject' : 's3cret') : undefined;
  const input: Partial<ClientInput> = {
    url: new URL('.', url).href,
    params,
    serializer,
    // The recorded clients wrote all joins at once.
    maxConcurrentJoins: Number.POSITIVE_INFINITY,
    ...(authToken && { authToken }),
  };
  const player = new Player(input, vsn);
  const dialed = new URL(player.world.socket.url);
  expect(dialed.pathname + dialed.search).toBe(url.pathname + url.search);
  expect(player.world.socket.protocols.includes('phoenix')).toBe(line.protocol === 'phoenix' || authToken === 'reject');
  players.set(conn, player);
}

async function playLine(line: Line, player: Player): Promise<void> {
  const { socket, client } = player.world;
  if (line.dir === 'open') socket.open();
  else if (line.dir === 'client' && line.close) await player.close(line.close.code ?? undefined);
  else if (line.dir === 'client') player.drive(line);
  else if (line.dir === 'server') player.hear(line);
  else if (line.dir === 'close') {
    player.end('disconnected');
    if (line.http_status !== undefined) socket.refuse(line.http_status);
    else if (line.by === 'server') socket.close(line.code);
    else if (!client.getSnapshot().matches('disconnected')) await player.close(line.code);
    const { code, httpStatus } = { code: line.code, httpStatus: line.http_status };
    if (line.by === 'server') expect(client.getSnapshot().context.lastClose?.code).toBe(code);
    expect(client.getSnapshot().context.error?.httpStatus).toBe(httpStatus);
  }
  // What comes behind a frame that somebody awaited waits for the next task.
  await nextTask();
}

async function finish(player: Player): Promise<void> {
  player.end('disconnected');
  player.world.client.stop();
  await nextTask();
  expect(player.heard).toEqual(player.said);
}
