import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { WebSocket } from 'ws';
import { ConnectError, call, cast, defineClient, disconnect, join, leave, on, push, reconnect } from 'xstate-phoenix';
import { type Redaction, startInspector } from 'xstate-phoenix-inspector';
import { TOPIC, turns } from '../support/room.ts';
import { fails, SECRET, secretInput, token } from '../support/secrets.ts';
import { nextTask } from '../support/task.ts';
import { createWorld } from '../support/world.ts';

const undo: (() => unknown)[] = [];
beforeEach(() => {
  vi.spyOn(console, 'error').mockImplementation(() => {});
});
afterEach(async () => {
  vi.restoreAllMocks();
  for (const each of undo.splice(0)) await each();
});

const machine = defineClient({
  assigns: { password: 'assignsecret' },
  onConnect: ({ assign }) => assign({ password: 'assignsecret' }),
  onMessage: () => {},
  onReply: () => {},
  onCall: (_, request: string) => `answersecret ${request}`,
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

  const world = createWorld(secretInput, { start: false, inspect: inspector.inspect, machine: machine as never });
  const { client, clock } = world;
  client.start();
  world.socket.fail({ code: 1006, reason: 'reasonsecret', error: new ConnectError('unreachable', 'messagesecret') });
  clock.increment(10);
  const { socket } = world;
  socket.open({ 'set-cookie': 'cookiesecret' });
  const room = join(client, TOPIC, { params: () => ({ token: 'joinsecret' }) });
  join(client, 'room:constant', { params: { token: 'joinsecret' } });
  on(room, '*', fails);
  on(room, '*', () => Promise.reject(new Error('rejectedsecret')));
  push(room, 'early', { text: 'payloadsecret' }).catch(() => {});
  const joined = () => socket.of('phx_join').findLast((frame) => frame[2] === TOPIC) ?? socket.last('phx_join');
  socket.reply(joined(), 'error', { reason: 'responsesecret' });
  clock.increment(10);
  socket.reply(joined(), 'ok', { user: 'responsesecret' });
  socket.reply(socket.last('early'), 'ok', { text: 'replysecret' });
  await nextTask();
  push(room, 'ask', { text: 'payloadsecret' }).catch(() => {});
  socket.reply(socket.last('ask'), 'error', { text: 'replysecret' });
  await nextTask();
  room.send({ type: 'channel.push', event: 'sent', payload: { text: 'payloadsecret' }, id: 'idsecret' });
  socket.reply(socket.last('sent'), 'ok', { text: 'replysecret' });
  client.send({ type: 'channel.push', topic: TOPIC, event: 'sent', payload: 'payloadsecret' });
  client.send({ type: 'channel.join', topic: 'room:third', params: { token: 'joinsecret' } });
  push(room, 'bytes', new TextEncoder().encode('binarysecret')).catch(() => {});
  cast(room, 'typing', { text: 'payloadsecret' });
  socket.say(null, null, TOPIC, 'shout', { text: 'messagesecret' });
  socket.say('99', null, TOPIC, 'shout', { text: 'messagesecret' });
  socket.raw('{"secret":');
  await call<string, string>(client as never, 'requestsecret');
  client.send({ type: 'client.assign', change: () => ({ password: 'assignsecret' }) });
  client.send({ type: 'own.event', code: 'ownsecret', event: 'ownsecret', topic: 'ownsecret' } as never);
  socket.say(joined()[0], null, TOPIC, 'phx_error', { reason: 'crashsecret' });
  clock.increment(10);
  clock.increment(100);
  socket.reply(socket.last('heartbeat'), 'ok', { text: 'replysecret' });
  reconnect(client).catch(() => {});
  clock.increment(10_000);
  world.open().close(4001, 'closesecret');
  clock.increment(10);
  world.open();
  void leave(room);
  void disconnect(client, { reason: 'goodbyesecret' });
  clock.increment(3000);
  await turns();
  client.send({ type: 'client.stop', reason: 'stopsecret' });
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
    for (const word of ['payloadsecret', 'messagesecret', 'replysecret', 'responsesecret', 'joinsecret', 'crashsecret'])
      expect(recording).toContain(word);
    for (const word of [
      'urlsecret',
      'paramsecret',
      'tokensecret',
      'headersecret',
      'assignsecret',
      'requestsecret',
      'closesecret',
    ])
      expect(recording).not.toContain(word);
  });
});
