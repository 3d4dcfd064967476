import { describe, expect, it } from 'vitest';
import { type ClientInput, defineClient } from 'xstate-phoenix';
import { openingTransport } from '../../support/broken.ts';
import { hear } from '../../support/hear.ts';
import '../../support/matchers.ts';
import { createWorld } from '../../support/world.ts';

const none: readonly unknown[] = [
  0,
  1,
  -1,
  999,
  5000,
  65_535,
  1000.5,
  Number.NaN,
  Infinity,
  undefined,
  null,
  '1000',
  {},
];

describe('an impossible close code', () => {
  it.each(none)('such as %j is 1006 wherever the end of a connection is emitted', (code) => {
    const ends: unknown[] = [];
    const handled: unknown[] = [];
    const machine = defineClient({ onDisconnect: (_, fact) => void handled.push([fact.code, fact.reason]) });
    const shouldReconnect: ClientInput['shouldReconnect'] = (end) => void ends.push([end.code, end.reason]);
    const world = createWorld({ shouldReconnect }, { machine: machine as never });
    const said = hear(world.client, 'connection.lost');
    world.open().fail({ code: code as never, reason: 'why' });
    expect(said).toMatchObject([{ code: 1006, reason: 'why', cause: 'remote' }]);
    expect(world.client.getSnapshot().context.lastClose).toEqual({ code: 1006, reason: 'why' });
    expect(ends).toEqual([[1006, 'why']]);
    expect(handled).toEqual([[1006, 'why']]);
  });

  it.each(none)('such as %j is ignored for an attempt', (code) => {
    const world = createWorld();
    const said = hear(world.client, 'connect.failed');
    world.socket.fail({ code: code as never, reason: '' });
    expect(said).toMatchObject([{ error: { code: 'unreachable' } }]);
    expect(world.client.getSnapshot().context.lastClose).toEqual({ code: 1006, reason: '' });
  });

  it.each(none)('such as %j is 1006 where it answers a disconnect', (code) => {
    const world = createWorld();
    const socket = world.open();
    world.client.send({ type: 'client.disconnect' });
    socket.fail({ code: code as never, reason: '' });
    expect(world.client).toBeIn('disconnected');
    expect(world.client.getSnapshot().context.lastClose).toEqual({ code: 1006, reason: '' });
  });

  it.each(none)('such as %j is not handed to a socket', (code) => {
    const world = createWorld();
    const socket = world.open();
    world.client.send({ type: 'client.disconnect', code: code as never, reason: 'bye' });
    expect(socket.closing).toEqual({ code: 1000, reason: 'bye' });
  });
});

describe('a close code of RFC 6455', () => {
  it.each([1000, 1005, 1006, 1015, 2999, 3000, 4999])('is told as it is: %i', (code) => {
    const world = createWorld();
    const said = hear(world.client, 'connection.lost');
    world.open().close(code);
    expect(said).toMatchObject([{ code }]);
  });
});

describe('a close reason that is not a string', () => {
  it.each([undefined, null, 5, {}])('such as %j is empty, both ways', (reason) => {
    const closes: unknown[] = [];
    const { transport, sinks } = openingTransport(() => ({ close: (...args) => void closes.push(args) }));
    const world = createWorld({ transport });
    world.client.send({ type: 'client.disconnect', reason: reason as never });
    expect(closes).toEqual([[1000, '']]);
    sinks[0]?.closed({ code: 1000, reason: reason as never });
    expect(world.client.getSnapshot().context.lastClose).toEqual({ code: 1000, reason: '' });
  });
});
