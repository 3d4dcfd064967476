import { describe, expect, it } from 'vitest';
import { cast } from 'xstate-phoenix';
import { throws } from '../support/broken.ts';
import { turns } from '../support/room.ts';
import { toldConnection, toldRoom, toldWorld } from './told.ts';

const long = 'x'.repeat(65);

describe('the kind of an error', () => {
  it.each<[unknown, string | null]>([
    [Object.assign(new Error('connect ECONNREFUSED 127.0.0.1'), { code: 'ECONNREFUSED' }), 'ECONNREFUSED'],
    [new TypeError('boom'), 'TypeError'],
    [Object.assign(new RangeError('boom'), { code: 1009 }), 'RangeError'],
    [new DOMException('boom', 'SecurityError'), 'SecurityError'],
    [Object.assign(new Error('boom'), { name: 'A whole sentence.', code: long }), 'Error'],
    [{ code: 'E_OWN', message: 'a message' }, 'E_OWN'],
    [{}, 'Error'],
    ['a whole sentence', 'string'],
    [undefined, null],
  ])('is told of what a connection broke by, and of what an attempt failed by: %o is %s', (error, kind) => {
    const lost = toldConnection();
    lost.socket.fail({ code: 1006, reason: '', error: error as never });
    expect(lost.told.last('connection.stop').metadata).toEqual({
      code: 1006,
      cause: 'remote',
      error: kind,
      willRetry: true,
    });
    const failed = toldWorld();
    failed.world.socket.fail({ code: 1006, reason: '', error: error as never });
    expect(failed.told.last('client.connect.exception').metadata).toMatchObject({ code: 'unreachable', error: kind });
  });

  it('is told of a transport that can not send', () => {
    const { told, room, client } = toldRoom();
    client.getSnapshot().context.connection.outlet.use({ send: throws(new TypeError('boom')), close: () => {} });
    cast(room, 'shout');
    expect(told.last('connection.stop').metadata).toMatchObject({ code: 1006, cause: 'send', error: 'TypeError' });
  });

  it('is told of a function of the user that throws, whatever it throws', async () => {
    const hostile = Object.defineProperty(new TypeError('no'), 'code', { get: throws(new Error('not now')) });
    const { told } = toldWorld({ params: throws(hostile) });
    await turns();
    expect(told.last('client.connect.exception').metadata).toMatchObject({ code: 'params', error: 'TypeError' });
  });

  it('is null where nobody said anything', () => {
    const { told, clock } = toldConnection({ heartbeatIntervalMs: 100, heartbeatTimeoutMs: 50 });
    clock.increment(150);
    expect(told.last('connection.stop').metadata).toMatchObject({ cause: 'heartbeat', error: null });
  });
});
