import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { awaitConnect, type ClientInput, type ClientRef, clientMachine, interpret, reconnect } from 'xstate-phoenix';
import { type ConnectInfo, createPhoenix, inMemory, type PhoenixServer, startServer } from 'xstate-phoenix/testing';

let server: PhoenixServer;
const clients: ClientRef[] = [];
const visits: { params: unknown; info: ConnectInfo }[] = [];
const options = {
  channels: {},
  connect(params: unknown, info: ConnectInfo) {
    visits.push({ params, info });
    return undefined;
  },
};

beforeAll(async () => {
  server = await startServer(options);
});

afterEach(() => {
  vi.unstubAllGlobals();
  visits.length = 0;
  for (const client of clients.splice(0)) client.stop();
});

afterAll(() => server.stop());

async function connected(input: ClientInput): Promise<ClientRef> {
  const client = interpret(clientMachine, { input });
  clients.push(client);
  client.start();
  await awaitConnect(client);
  return client;
}

describe('the url of a server', () => {
  it.each<[string, (at: string) => ClientInput['url']]>([
    ['as the server has it', (at) => `ws://${at}/socket`],
    ['with a slash behind it', (at) => `ws://${at}/socket/`],
    ['with /websocket, as Slipstream wants it', (at) => `ws://${at}/socket/websocket`],
    ['of its pages', (at) => `http://${at}/socket`],
    ['with a fragment', (at) => `ws://${at}/socket#there`],
    ['as a URL', (at) => new URL(`http://${at}/socket/websocket`)],
    ['from a function', (at) => () => `ws://${at}/socket`],
    ['from an async function, as a URL', (at) => async () => new URL(`ws://${at}/socket`)],
  ])('may be given %s', async (_, url) => {
    await connected({ url: url(`127.0.0.1:${server.port}`) });
    expect(visits.map(({ params }) => params)).toEqual([{ vsn: '2.0.0' }]);
  });

  it('may have a query, which the server gets beside the params', async () => {
    await connected({ url: `${server.url}?tenant=a&tags[]=x`, params: { tags: ['y'], user: { id: 1 } } });
    expect(visits[0]?.params).toEqual({ tenant: 'a', tags: ['x', 'y'], user: { id: '1' }, vsn: '2.0.0' });
  });

  it('may be relative where there is a page', async () => {
    vi.stubGlobal('location', { href: `http://127.0.0.1:${server.port}/a/page?b#c` });
    await connected({ url: '/socket' });
    await connected({ url: `//127.0.0.1:${server.port}/socket` });
    expect(visits).toHaveLength(2);
  });
});

describe('the headers of a client', () => {
  it.each([
    ['over the network', () => ({})],
    ['in memory', () => ({ transport: inMemory(createPhoenix(options)).transport })],
  ])('are those that connect sees %s, asked anew for each connection', async (_, input) => {
    let asked = 0;
    const headers = async () => ({ authorization: `Bearer ${++asked}` });
    const client = await connected({ url: server.url, headers, ...input() });
    await reconnect(client);
    expect(visits.map(({ info }) => info.headers.authorization)).toEqual(['Bearer 1', 'Bearer 2']);
  });
});
