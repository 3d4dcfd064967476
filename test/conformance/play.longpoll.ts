import { expect } from 'vitest';
import { type ClientInput, v1, v2 } from 'xstate-phoenix';
import { type FetchLike, longPoll } from 'xstate-phoenix/longpoll';
import { nextTask } from '../support/task.ts';
import type { Line, Transcript } from '../testing/transcript.ts';
import { Player, type Wire } from './player.ts';

/** A request of our client, and the way to answer it. */
interface Call {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
  answer(status: number, body: string): Promise<void>;
}

/** Plays all clients of a recording of long polling. Ends where the recorded client used a session that ours gives up. */
export async function playLongPoll(name: string, { frames }: Transcript): Promise<readonly Player[]> {
  const players: PollPlayer[] = [];
  let asked: Call | undefined;
  for (const line of frames) {
    const present = players.at(-1);
    if (line.dir === 'request') {
      if (present?.isOver) break;
      if (!present?.isOpen) players.push(new PollPlayer(name, line));
      asked = await players.at(-1)?.request(line);
    } else if (line.dir === 'response' && asked) await present?.respond(line, asked);
  }
  for (const player of players) await player.finish();
  return players.map(({ player }) => player);
}

/** One recorded client: our own makes its requests, and gets the recorded answers. */
class PollPlayer {
  readonly player: Player;
  readonly #calls: Call[] = [];
  /** The messages of the next answer, with the refs of our client. */
  #messages: string[] = [];

  constructor(name: string, { url: dialed = '', headers = {} }: Line) {
    const url = new URL(dialed, 'ws://server.test');
    const { vsn = '2.0.0', ...params } = Object.fromEntries(url.searchParams);
    const authToken = headers['x-phoenix-authtoken'];
    const wire: Wire = { written: [], raw: (data) => void this.#messages.push(String(data)) };
    const factory = longPoll({ fetch: this.#fetch, ...(name.endsWith('token_header') && { tokenIn: 'header' }) });
    const input: Partial<ClientInput> = {
      url: new URL('.', url).href,
      params,
      serializer: vsn === '1.0.0' ? v1() : { ...v2(), vsn },
      ...(authToken && { authToken }),
      transport: (request, sink) => {
        const transport = factory(request, sink);
        const send = (data: string | ArrayBuffer) => {
          wire.written.push(data);
          transport.send(data);
        };
        return { send, close: (code, reason) => transport.close(code, reason) };
      },
    };
    this.player = new Player(input, vsn, wire);
  }

  get isOpen(): boolean {
    return this.player.world.client.getSnapshot().context.connections > 0;
  }

  get isOver(): boolean {
    return !this.player.world.client.getSnapshot().hasTag('connected') && this.isOpen;
  }

  /** Makes our client send the same. Undefined if no user of the library can. */
  async request(line: Line): Promise<Call | undefined> {
    const { method, url, headers = {}, body = '' } = line;
    const { undriven } = this.player;
    const before = undriven.length;
    if (method === 'POST') this.#drive(body, headers['content-type'] === 'application/x-ndjson');
    const driven = body.split('\n').length - (undriven.length - before);
    await nextTask();
    const index = this.#calls.findIndex((call) => call.method === method);
    const call = this.#calls[index];
    if (!call) return undefined;
    this.#calls.splice(index, 1);
    const dialed = new URL(call.url);
    expect(dialed.pathname + dialed.search).toBe(url);
    for (const header of ['x-phoenix-longpoll-token', ...(method === 'GET' ? ['x-phoenix-authtoken'] : [])])
      expect(call.headers[header]).toBe(headers[header]);
    if (method === 'POST') expect(call.body?.split('\n').length).toBe(driven);
    return call;
  }

  /** Gives our client the recorded answer. */
  async respond({ http_status: httpStatus = 0, body = '' }: Line, { answer }: Call): Promise<void> {
    const said = JSON.parse(body) as { status?: number; messages?: readonly string[] };
    for (const text of said.messages ?? []) {
      // The bytes that Phoenix can not send.
      if (/^[[{]/.test(text)) this.player.hear({ dir: 'server', at_ms: 0, text });
      else this.player.wire.raw(text);
    }
    const messages = this.#messages;
    this.#messages = [];
    const { status = httpStatus } = said;
    const isEnd = this.isOpen && status !== 200 && status !== 204;
    if (isEnd) this.player.end('disconnected');
    await answer(httpStatus, JSON.stringify({ ...said, ...(said.messages && { messages }) }));
    const { error, lastClose } = this.player.world.client.getSnapshot().context;
    if (status === 403) expect(error).toMatchObject({ code: 'unauthorized', httpStatus: 403 });
    if (isEnd) expect(lastClose?.code).toBe(status === 410 ? 3410 : 1011);
  }

  async finish(): Promise<void> {
    this.player.end('disconnected');
    this.player.world.client.stop();
    await nextTask();
    expect(this.player.heard).toEqual(this.player.said);
  }

  #drive(body: string, isLines: boolean): void {
    for (const line of isLines ? body.split('\n') : [body]) {
      const isBytes = isLines && !line.startsWith('[');
      this.player.drive({ dir: 'client', at_ms: 0, ...(isBytes ? { base64: line } : { text: line }) });
    }
  }

  readonly #fetch: FetchLike = (url, { method = 'GET', headers, body }) =>
    new Promise((resolve) => {
      const lowercased = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]);
      this.#calls.push({
        method,
        url,
        body,
        headers: Object.fromEntries(lowercased),
        answer: async (status, said) => {
          resolve({ status, headers: new Headers(), text: async () => said });
          await nextTask();
        },
      });
    });
}
