import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { WebSocket } from 'ws';
import {
  type ClientInput,
  ConnectError,
  call,
  cast,
  defineClient,
  disconnect,
  join,
  leave,
  on,
  push,
  reconnect,
} from 'xstate-phoenix';
import { type Redaction, startInspector } from 'xstate-phoenix-inspector';
import { TOPIC, turns } from '../support/room.ts';
import { createWorld } from '../support/world.ts';

const undo: (() => unknown)[] = [];
beforeEach(() => {
  vi.spyOn(console, 'error').mockImplementation(() => {});
});
afterEach(async () => {
  vi.restoreAllMocks();
  for (const each of undo.splice(0)) await each();
});

/** Every word that is to stay where it is; all of them are in the life below. */
const SECRET = /secret/i;
const token = btoa('tokenSecret').slice(0, 12);
const fails = () => {
  throw new Error('a message with a secretError');
};

const input: Partial<ClientInput> = {
  url: 'ws://server.test/socket?key=urlSecret',
  params: () => ({ token: 'paramSecret' }),
  authToken: 'tokenSecret',
  headers: { authorization: 'headerSecret' },
  reconnectAfterMs: [10],
  rejoinAfterMs: [10],
  heartbeatIntervalMs: 100,
};

const machine = defineClient({
  assigns: { password: 'assignSecret' },
  onConnect: ({ assign }) => assign({ password: 'assignSecret' }),
  onMessage: () => {},
  onReply: () => {},
  onCall: (_, request: string) => `answerSecret ${request}`,
  onEvent: () => {},
});

/** A life with a secret wherever one can be, while a page watches; all that has left the process. */
async function live(redact?: Redaction) {
  const inspector = await startInspector({ control: true, ...(redact && { redact }) });
  undo.push(() => inspector.stop());
  const texts: string[] = [];
  const page = new WebSocket(inspector.url.replace('http', 'ws').replace('/?', '/live?'));
  page.on('message', (data) => texts.push(String(data)));
  await vi.waitFor(() => expect(texts.length).toBeGreaterThan(1));

  const world = createWorld(input, { start: false, inspect: inspector.inspect, machine: machine as never });
  const { client, clock } = world;
  client.start();
  world.socket.fail({ code: 1006, reason: 'reasonSecret', error: new ConnectError('unreachable', 'messageSecret') });
  clock.increment(10);
  const { socket } = world;
  socket.open({ 'set-cookie': 'cookieSecret' });
  const room = join(client, TOPIC, { params: () => ({ token: 'joinSecret' }) });
  join(client, 'room:constant', { params: { token: 'joinSecret' } });
  on(room, '*', fails);
  on(room, '*', () => Promise.reject(new Error('rejectedSecret')));
  push(room, 'early', { text: 'payloadSecret' }).catch(() => {});
  const joined = () => socket.of('phx_join').findLast((frame) => frame[2] === TOPIC) ?? socket.last('phx_join');
  socket.reply(joined(), 'error', { reason: 'responseSecret' });
  clock.increment(10);
  socket.reply(joined(), 'ok', { user: 'responseSecret' });
  socket.reply(socket.last('early'), 'ok', { text: 'replySecret' });
  push(room, 'ask', { text: 'payloadSecret' }).catch(() => {});
  socket.reply(socket.last('ask'), 'error', { text: 'replySecret' });
  room.send({ type: 'channel.push', event: 'sent', payload: { text: 'payloadSecret' }, id: 'idSecret' });
  socket.reply(socket.last('sent'), 'ok', { text: 'replySecret' });
  client.send({ type: 'channel.push', topic: TOPIC, event: 'sent', payload: 'payloadSecret' });
  client.send({ type: 'channel.join', topic: 'room:third', params: { token: 'joinSecret' } });
  push(room, 'bytes', new TextEncoder().encode('binarySecret')).catch(() => {});
  cast(room, 'typing', { text: 'payloadSecret' });
  socket.say(null, null, TOPIC, 'shout', { text: 'messageSecret' });
  socket.say('99', null, TOPIC, 'shout', { text: 'messageSecret' });
  socket.raw('{"secret":');
  await call<string, string>(client as never, 'requestSecret');
  client.send({ type: 'client.assign', change: () => ({ password: 'assignSecret' }) });
  client.send({ type: 'own.event', code: 'ownSecret', event: 'ownSecret', topic: 'ownSecret' } as never);
  socket.say(joined()[0], null, TOPIC, 'phx_error', { reason: 'crashSecret' });
  clock.increment(10);
  clock.increment(100);
  socket.reply(socket.last('heartbeat'), 'ok', { text: 'replySecret' });
  reconnect(client).catch(() => {});
  clock.increment(10_000);
  world.open().close(4001, 'closeSecret');
  clock.increment(10);
  world.open();
  void leave(room);
  void disconnect(client, { reason: 'goodbyeSecret' });
  clock.increment(3000);
  await turns();
  client.send({ type: 'client.stop', reason: 'stopSecret' });
  await vi.waitFor(() => expect(texts.join()).toContain('"done"'));
  const http = await fetch(inspector.url).then(
    async (response) => JSON.stringify([...response.headers]) + (await response.text()),
  );
  page.close();
  const written = world.sockets.map(({ url, protocols, frames }) => url + protocols + JSON.stringify(frames)).join();
  return { live: texts.join('\n'), recording: inspector.recording(), http, written };
}

describe('secrets', () => {
  it('are in a life that has something of everything', async () => {
    const { live: told, recording, written } = await live();
    expect(written).toMatch(SECRET);
    expect(written).toContain(token);
    for (const type of [
      'join.accepted',
      'join.failed',
      'channel.message',
      'channel.push',
      'channel.reply',
      'channel.crashed',
    ])
      expect(recording).toContain(`"${type}"`);
    for (const type of ['client.call', 'client.assign', 'client.stop', 'own.event', 'push.settled', 'topic.received'])
      expect(recording).toContain(`"${type}"`);
    for (const kind of ['actor', 'state', 'event', 'frame']) expect(told).toContain(`{"k":"${kind}"`);
  });

  it.each(['live', 'recording', 'http'] as const)('are in nothing that leaves by %s', async (way) => {
    const text = (await live())[way];
    expect(text.length).toBeGreaterThan(100);
    expect(text).not.toMatch(SECRET);
    expect(text).not.toContain(token);
    expect(text).not.toContain('server.test');
  });

  it('are shown where somebody has asked for them, and only there', async () => {
    const { recording } = await live({ payloads: true });
    for (const word of ['payloadSecret', 'messageSecret', 'replySecret', 'responseSecret', 'joinSecret', 'crashSecret'])
      expect(recording).toContain(word);
    for (const word of [
      'urlSecret',
      'paramSecret',
      'tokenSecret',
      'headerSecret',
      'assignSecret',
      'requestSecret',
      'closeSecret',
    ])
      expect(recording).not.toContain(word);
  });
});
