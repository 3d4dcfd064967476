import { request } from 'node:http';
import { text } from 'node:stream/consumers';
import { afterEach, describe, expect, it } from 'vitest';
import { createPhoenix, inMemory, type Phoenix, type PhoenixServer, startServer } from '../../src/testing/index.ts';
import { echoServer } from './echo.ts';
import { type Line, transcripts } from './transcript.ts';

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: string;
}

interface World {
  ask(line: Line, url: string, headers: Readonly<Record<string, string>>): Promise<Answer>;
  readonly phoenix: Pick<Phoenix, 'disconnect'>;
}

/** What only a wire can show. */
const needsWire: Readonly<Record<string, string>> = {
  longpoll_cors: 'a pre-flight and other methods: a client in memory makes only GETs and POSTs',
};

/** Times that a test can wait for, where the recording waits for them, and on a busy machine. */
const timesOf = (path: string) => ({ windowMs: path.includes('fastpoll') ? 500 : 10_000, pubsubTimeoutMs: 20 });
const recorded = [...transcripts()].filter(([, { transport }]) => transport === 'longpoll');

async function play(lines: readonly Line[], { ask, phoenix }: World): Promise<void> {
  /** Our tokens, by those of the recording. */
  const tokens = new Map<string, string>();
  const ours = (token: string | null | undefined) => tokens.get(token ?? '') ?? token;
  let asked: Promise<Answer> | undefined;
  for (const line of lines) {
    if (line.dir === 'http') phoenix.disconnect(`users_socket:${line.url?.split('/').at(-1)}`);
    if (line.dir === 'request') {
      const [path = '', query] = line.url?.split('?') ?? [];
      const params = new URLSearchParams(query);
      if (params.has('token')) params.set('token', ours(params.get('token')) ?? '');
      const headers = { ...line.headers };
      const token = ours(headers['x-phoenix-longpoll-token']);
      if (token) headers['x-phoenix-longpoll-token'] = token;
      asked = ask(line, `${path}?${params}`, headers);
    }
    if (line.dir !== 'response') continue;
    const { status, headers, body } = (await asked) as Answer;
    expect(status).toBe(line.http_status);
    expect(headers).toMatchObject(line.headers ?? {});
    if (!line.body) expect(body).toBe('');
    else {
      const [theirs, mine] = [JSON.parse(line.body), JSON.parse(body)];
      if (theirs.token && !tokens.has(theirs.token)) tokens.set(theirs.token, mine.token);
      expect(parsed(mine)).toEqual(parsed({ ...theirs, ...(theirs.token && { token: ours(theirs.token) }) }));
    }
  }
}

/** An answer with its messages parsed, since the order of their fields does not matter. Bytes are no JSON. */
function parsed({ messages, ...rest }: { readonly messages?: readonly string[] }) {
  return { ...rest, messages: messages?.map((message) => (/^[[{]/.test(message) ? JSON.parse(message) : message)) };
}

const pathOf = (lines: readonly Line[]) =>
  lines.find(({ dir }) => dir === 'request')?.url?.replace(/\/longpoll.*/, '') ?? '';

describe('the server on a port answers long polling as Phoenix did in', () => {
  let server: PhoenixServer | undefined;
  afterEach(() => server?.stop());

  it.each(recorded)('%s', async (_, { frames }) => {
    const started = await startServer({ ...echoServer(), path: pathOf(frames), longPoll: timesOf(pathOf(frames)) });
    server = started;
    await play(frames, {
      phoenix: started,
      ask: ({ method = '', body }, path, headers) => send(started.port, method, path, headers, body),
    });
  });
});

describe('the server in memory answers long polling as Phoenix did in', () => {
  it.each(recorded.filter(([name]) => !(name in needsWire)))('%s', async (_, { frames }) => {
    const phoenix = createPhoenix({ ...echoServer(), path: pathOf(frames) });
    const { fetch } = inMemory(phoenix, { clock: globalThis, longPoll: timesOf(pathOf(frames)) });
    const { signal } = new AbortController();
    await play(frames, {
      phoenix,
      ask: async ({ method = '', body = '' }, url, headers) => {
        const response = await fetch(url, { method, headers: { ...headers }, body, signal });
        const heard: Record<string, string> = {};
        response.headers.forEach((value, name) => {
          heard[name] = value;
        });
        return { status: response.status, headers: heard, body: await response.text() };
      },
    });
  });
});

describe('the recordings of long polling', () => {
  it('are all played', () => {
    expect(recorded.length).toBe(11);
    for (const name of Object.keys(needsWire)) expect(recorded.map(([recording]) => recording)).toContain(name);
  });
});

function send(
  port: number,
  method: string,
  path: string,
  headers: Readonly<Record<string, string>>,
  body = '',
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const asked = request({ port, path, method, headers, host: '127.0.0.1' }, async (response) => {
      const { statusCode = 0, headers: heard } = response;
      resolve({ status: statusCode, headers: heard, body: await text(response) });
    });
    asked.on('error', reject);
    asked.end(body);
  });
}
