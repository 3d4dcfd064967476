import * as api from '@opentelemetry/api';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ConnectError, cast, disconnect, join, leave, on, onFrame, push } from 'xstate-phoenix';
import { attachOpenTelemetry } from 'xstate-phoenix/telemetry';
import { TOPIC, turns } from '../support/room.ts';
import { fails, SECRET, secretInput, token } from '../support/secrets.ts';
import { createWorld } from '../support/world.ts';
import { createExporters, shown } from './exporters.ts';
import { Told } from './told.ts';

let exported: ReturnType<typeof createExporters>;
beforeEach(() => {
  exported = createExporters();
  vi.spyOn(console, 'error').mockImplementation(() => {});
});
afterEach(async () => {
  vi.restoreAllMocks();
  await exported.dispose();
});

const input = { ...secretInput, shouldReconnect: fails };

/** A life with every kind of event in it, and a secret wherever one can be. */
async function live() {
  const world = createWorld(input, { start: false });
  const told = new Told(world);
  const undo = attachOpenTelemetry(world.client, { api, frames: true });
  const { client, clock } = world;
  client.start();
  world.socket.fail({ code: 1006, reason: 'reasonsecret', error: new ConnectError('unreachable', 'messagesecret') });
  clock.increment(10);
  const { socket } = world;
  socket.open({ 'set-cookie': 'cookiesecret' });
  onFrame(client, fails);
  const room = join(client, TOPIC, { params: () => ({ token: 'joinsecret' }) });
  on(room, '*', fails);
  on(room, '*', () => Promise.reject(new Error('rejectedsecret')));
  void push(room, 'early', { text: 'payloadsecret' });
  socket.reply(socket.last('phx_join'), 'error', { reason: 'responsesecret' });
  clock.increment(10);
  socket.reply(socket.last('phx_join'), 'ok', { user: 'responsesecret' });
  socket.reply(socket.last('early'), 'ok', { text: 'replysecret' });
  void push(room, 'ask', { text: 'payloadsecret' });
  socket.reply(socket.last('ask'), 'error', { text: 'replysecret' });
  void push(room, 'bytes', new TextEncoder().encode('binarysecret'));
  cast(room, 'typing', { text: 'payloadsecret' });
  const abort = new AbortController();
  void push(room, 'given-up', {}, { signal: abort.signal });
  abort.abort(new Error('abortsecret'));
  socket.say(null, null, TOPIC, 'shout', { text: 'messagesecret' });
  socket.say('99', null, TOPIC, 'shout', { text: 'messagesecret' });
  socket.raw('{"secret":');
  socket.say(socket.last('phx_join')[0], null, TOPIC, 'phx_error', { reason: 'crashsecret' });
  clock.increment(10);
  clock.increment(100);
  socket.reply(socket.last('heartbeat'), 'ok', { text: 'replysecret' });
  void push(room, 'late', { text: 'payloadsecret' });
  socket.close(4001, 'closesecret');
  clock.increment(10);
  world.open();
  void leave(room);
  void disconnect(client, { reason: 'goodbyesecret' });
  clock.increment(3000);
  await turns();
  client.stop();
  undo();
  return { told, socket, written: world.sockets.map(({ url, protocols }) => url + protocols).join() };
}

describe('secrets', () => {
  it('are in a life that has every kind of event', async () => {
    const { told, socket, written } = await live();
    expect(written).toMatch(SECRET);
    expect(written).toContain(token);
    expect(JSON.stringify(socket.frames)).toMatch(SECRET);
    expect([...new Set(told.types())].sort()).toEqual([
      'client.callback.exception',
      'client.callback.start',
      'client.connect.exception',
      'client.connect.start',
      'client.connect.stop',
      'client.join.exception',
      'client.join.start',
      'client.join.stop',
      'client.push.exception',
      'client.push.queued',
      'client.push.sent',
      'client.push.start',
      'client.push.stop',
      'connection.start',
      'connection.stop',
      'frame.received.exception',
      'frame.received.start',
      'frame.received.stop',
      'frame.sent',
      'heartbeat',
    ]);
  });

  it('are in no event', async () => {
    const { told } = await live();
    const text = JSON.stringify(told.events);
    expect(text).not.toMatch(SECRET);
    expect(text).not.toContain(token);
    expect(text).not.toContain('server.test');
  });

  it('are in no span and no metric', async () => {
    await live();
    const spans = exported.spans();
    expect(new Set(spans.map(({ name }) => name)).size).toBe(6);
    const text = JSON.stringify(spans.map(shown)) + (await exported.metricsText());
    expect(text).not.toMatch(SECRET);
    expect(text).not.toContain(token);
    expect(text).not.toContain('server.test');
  });
});

describe('an event', () => {
  it('has numbers as measurements, and names, codes and truths as metadata', async () => {
    const { told } = await live();
    const allowed =
      'attempt callback cause code error event httpStatus joinRef kind reconnect ref rejoin sent status topic why willRetry';
    for (const { measurements, metadata } of told.events) {
      for (const value of Object.values(measurements)) expect(value).toEqual(expect.any(Number));
      for (const [key, value] of Object.entries(metadata)) {
        expect(allowed.split(' ')).toContain(key);
        expect(value === null || ['string', 'number', 'boolean'].includes(typeof value)).toBe(true);
      }
    }
  });
});
