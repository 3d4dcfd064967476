import { afterEach, describe, expect, it } from 'vitest';
import {
  type ChannelHandlers,
  createPhoenix,
  inMemory,
  type PhoenixServer,
  startServer,
} from '../../src/testing/index.ts';
import { echoServer } from './echo.ts';
import { dial, dialInMemory, nextText, type Peer, upgrade } from './peer.ts';
import { causal, dataOf, type Line, normaliser, transcripts } from './transcript.ts';

/** Recordings that say nothing about this server, or nothing that a test could wait for. */
const notCompared: Readonly<Record<string, string>> = {
  longpoll: 'every longpoll_*: another transport; recordings.longpoll.test.ts plays them',
  server_killed: 'a process that is killed has nothing to compare; transport_killed covers what its client sees',
};

/** Recordings that only a real wire can show. */
const needsWire: Readonly<Record<string, string>> = {
  auth_token_alone: 'a raw HTTP upgrade',
  auth_token_padded: 'a raw HTTP upgrade',
  subprotocol_unknown: 'a raw HTTP upgrade',
  invalid_utf8_text: 'text is a JavaScript string in memory, and always legal',
  oversize_frame: 'there is no limit to frames in memory',
  idle_timeout: 'in memory it runs on a simulated clock: memory.test.ts',
};

/** Subprotocols are not in the recordings; INDEX.md tells them. */
const protocols: Readonly<Record<string, readonly string[]>> = {
  auth_token: ['phoenix', 'base64url.bearer.phx.czNjcmV0'],
  auth_token_rejected: ['phoenix', `base64url.bearer.phx.${btoa('reject').replace(/=+$/, '')}`],
  auth_token_base64url_alphabet: ['phoenix', 'base64url.bearer.phx.--__'],
};

/** The codes that were seen, where they were not always the same. */
const codes: Readonly<Record<string, readonly number[]>> = { oversize_frame: [1009, 1006] };

/** The one race: whether the leave is answered before the join overtakes it. Both orders were seen. */
const leaveOvertaken = 'leave_rejoin_pipelined';

interface World {
  dial(url: string, protocols?: readonly string[]): Promise<Peer>;
  broadcast(topic: string, event: string, payload: object): void;
  shutDown(): void;
  readonly port?: number;
}

async function play(name: string, lines: readonly Line[], world: World): Promise<void> {
  const peers = new Map<number, Peer>();
  const peerOf = ({ conn = 0 }: Line) => peers.get(conn) as Peer;
  const [theirs, ours] = [normaliser(), normaliser()];
  let response: Awaited<ReturnType<typeof upgrade>> | undefined;
  for (const line of lines) {
    const { conn = 0, url = '' } = line;
    switch (line.dir) {
      case 'open':
        peers.set(conn, await world.dial(url, protocols[name]));
        expect(peerOf(line).protocol).toBe(line.protocol);
        break;
      case 'client':
        if (line.close) peerOf(line).close(line.close.code ?? undefined, line.close.reason);
        else peerOf(line).send(dataOf(line), line.base64 !== undefined && line.opcode !== 'text');
        break;
      case 'server': {
        const seen = await peerOf(line).next();
        if (seen.type === 'close') throw new Error(`closed with ${seen.code} instead of ${line.text ?? line.base64}`);
        expect(ours(seen.data)).toEqual(theirs(dataOf(line)));
        break;
      }
      case 'close': {
        if (!peers.has(conn)) peers.set(conn, await world.dial(url, protocols[name]));
        if (name === 'server_shutdown') world.shutDown();
        if (line.by === 'client') peerOf(line).close(1000);
        const { body, ...seen } = { body: undefined, ...(await peerOf(line).next()) };
        const code = codes[name] ? expect.toBeOneOf([...codes[name]]) : line.code;
        expect(seen).toEqual({ type: 'close', code, ...(line.http_status && { status: line.http_status }) });
        if (body !== undefined) expect(body).toBe(line.http_body);
        break;
      }
      case 'http': {
        const [, topic = '', event = ''] = /^\/broadcast\/([^/]+)\/([^/]+)$/.exec(url) ?? [];
        const raw = line.body_base64;
        world.broadcast(topic, event, raw ? Buffer.from(raw, 'base64') : (JSON.parse(line.body ?? '') as object));
        break;
      }
      case 'request':
        response = await upgrade(world.port ?? 0, url, line.headers ?? {});
        break;
      case 'response':
        expect(response?.status).toBe(line.http_status);
        expect(response?.headers['sec-websocket-protocol']).toBe(line.headers?.['sec-websocket-protocol']);
        expect(response?.body).toBe(line.body);
        break;
    }
  }
  for (const peer of peers.values()) expect(peer.unread()).toEqual([]);
}

const all = [...transcripts()];
const compared = all.filter(([name]) => !Object.keys(notCompared).some((left) => name.startsWith(left)));

describe('the server on a port answers as Phoenix did in', () => {
  let server: PhoenixServer | undefined;
  afterEach(() => server?.stop());

  it.each(compared.filter(([name]) => name !== leaveOvertaken))('%s', async (name, { frames }) => {
    const idle = name === 'idle_timeout' ? { path: '/socket_idle', idleTimeoutMs: 100 } : {};
    server = await startServer({ ...echoServer(), ...idle });
    const { port, broadcast, stop } = server;
    const world: World = {
      port,
      broadcast,
      dial: (url, protocols) => dial(`ws://127.0.0.1:${port}${url}`, protocols),
      shutDown: () => void stop(),
    };
    await play(name, causal(frames), world);
  });
});

describe('the server in memory answers as Phoenix did in', () => {
  it.each(compared.filter(([name]) => name !== leaveOvertaken && !Object.hasOwn(needsWire, name)))(
    '%s',
    async (name, { frames }) => {
      const phoenix = createPhoenix(echoServer());
      const memory = inMemory(phoenix);
      const world: World = {
        broadcast: phoenix.broadcast,
        dial: async (url, protocols) => dialInMemory(memory, `ws://localhost${url}`, protocols),
        shutDown: () => memory.close(1012),
      };
      await play(name, causal(frames), world);
    },
  );
});

describe('a leave with a join right behind it', () => {
  const frames = transcripts().get(leaveOvertaken)?.frames ?? [];
  const said = frames.filter(({ dir }) => dir === 'client').map(dataOf);
  const recorded = frames.filter(({ dir }) => dir === 'server').map(({ text = '' }) => JSON.parse(text) as unknown);
  const leaveReply = ['1', '2', 'echo:a', 'phx_reply', { response: {}, status: 'ok' }];

  it('is the rare outcome of leave_rejoin_pipelined: answered, closed, and only then joined', () => {
    const peer = dialInMemory(inMemory(createPhoenix(echoServer())), 'ws://localhost/socket/websocket?vsn=2.0.0');
    for (const data of said) peer.send(data);
    const heard = peer.unread().map((seen) => seen.type === 'message' && (JSON.parse(String(seen.data)) as unknown));
    const [joined, rejoined, closed, pong] = recorded;
    expect(heard).toEqual([joined, leaveReply, closed, rejoined, pong]);
  });

  it('is its usual outcome while the channel is busy: never answered, closed behind the new join', async () => {
    let finish = () => {};
    const wait = () =>
      new Promise<void>((resolve) => {
        finish = resolve;
      });
    const { channels } = echoServer();
    const busy: ChannelHandlers = {
      join: (params) => ({ ok: { params } }),
      handleIn: (event, payload) => (event === 'busy' ? wait().then(() => undefined) : { reply: ['ok', payload] }),
    };
    const phoenix = createPhoenix({ channels: { ...channels, 'echo:*': busy } });
    const peer = dialInMemory(inMemory(phoenix), 'ws://localhost/socket/websocket?vsn=2.0.0');
    const [join = '', ...rest] = said;
    for (const data of [join, '["1","9","echo:a","busy",{}]', ...rest]) peer.send(data);
    finish();
    for (const expected of recorded) expect(await nextText(peer)).toEqual(expected);
    expect(peer.unread()).toEqual([]);
  });
});

describe('the list of what is not compared', () => {
  it('names recordings that exist', () => {
    for (const name of [...Object.keys(needsWire), ...Object.keys(protocols), ...Object.keys(codes), leaveOvertaken])
      expect(all.map(([recorded]) => recorded)).toContain(name);
  });

  it('leaves out what another transport recorded, and one killed server', () => {
    const left = all.filter((recording) => !compared.includes(recording));
    expect(left.filter(([, { transport }]) => transport === 'websocket').map(([name]) => name)).toEqual([
      'server_killed',
    ]);
  });
});
