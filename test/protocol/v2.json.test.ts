import { describe, expect, it } from 'vitest';
import { type Frame, on, push, v2 } from 'xstate-phoenix';
import { joinedRoom, of, TOPIC } from '../support/room.ts';

/** JSON that keeps big integers and dates: they travel as tagged text. */
const tagged = v2({
  parse: (text) => JSON.parse(text, revive),
  stringify: (value) => JSON.stringify(value, tag),
});

function tag(this: unknown, key: string, value: unknown): unknown {
  // JSON.stringify turns a date into text before it calls the replacer.
  const original: unknown = typeof this === 'object' && this !== null ? Reflect.get(this, key) : value;
  if (original instanceof Date) return { $date: original.getTime() };
  return typeof value === 'bigint' ? { $bigint: String(value) } : value;
}

function revive(_: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if ('$date' in value) return new Date(Number(value.$date));
  return '$bigint' in value ? BigInt(String(value.$bigint)) : value;
}

function caught(act: () => unknown): unknown {
  try {
    return act();
  } catch (error) {
    return error;
  }
}

const payload = { at: new Date(1_700_000_000_123), ids: [9007199254740993n, -1n], deep: { at: [new Date(0)] } };
const text =
  '{"at":{"$date":1700000000123},"ids":[{"$bigint":"9007199254740993"},{"$bigint":"-1"}],"deep":{"at":[{"$date":0}]}}';

describe('JSON of one’s own', () => {
  it('brings big integers and dates there and back', () => {
    const frame: Frame = ['1', '2', 'room:a', 'e', payload];
    expect(tagged.encode(frame)).toBe(`["1","2","room:a","e",${text}]`);
    expect(tagged.decode(String(tagged.encode(frame)))).toEqual(frame);
  });

  it('is spoken in pushes, replies, messages and the params of joins', async () => {
    const made = joinedRoom({ serializer: tagged }, { params: payload });
    expect(made.socket.written[0]).toBe(`["1","1","${TOPIC}","phx_join",${text}]`);
    const heard: unknown[] = [];
    on(made.room, 'msg', (message) => heard.push(message));
    made.socket.raw(`[null,null,"${TOPIC}","msg",${text}]`);
    expect(heard).toEqual([payload]);
    const reply = push(made.room, 'e', payload);
    expect(made.socket.written[1]).toBe(`["1","2","${TOPIC}","e",${text}]`);
    made.socket.raw(`["1","2","${TOPIC}","phx_reply",{"status":"ok","response":${text}}]`);
    expect(await reply).toEqual(payload);
  });

  it('is asked for payloads, and not for frames', () => {
    const asked: unknown[] = [];
    const stringify = (value: unknown) => {
      asked.push(value);
      return JSON.stringify(value);
    };
    expect(v2({ stringify }).encode(['1', '2', 'room:a', 'e', { n: 1 }])).toBe('["1","2","room:a","e",{"n":1}]');
    expect(asked).toEqual([{ n: 1 }]);
  });

  it('leaves binary frames as they are', () => {
    const bytes = Uint8Array.of(1, 2);
    expect(tagged.encode(['1', '2', 't', 'e', bytes])).toEqual(v2().encode(['1', '2', 't', 'e', bytes]));
  });

  it('costs one frame where parse throws, is quoted nowhere, and the next one is served', () => {
    const picky = v2({
      parse: (json) => {
        if (json.includes('hunter2')) throw new RangeError(`no ${json}`);
        return JSON.parse(json);
      },
    });
    const { room, client, socket, said } = joinedRoom({ serializer: picky });
    const heard: unknown[] = [];
    on(room, '*', (message) => heard.push(message));
    said.length = 0;
    socket.say(null, null, TOPIC, 'msg', { secret: 'hunter2' });
    socket.say(null, null, TOPIC, 'msg', { n: 1 });
    expect(heard).toEqual([{ n: 1 }]);
    expect(of(said, 'frame.dropped')).toMatchObject([{ why: 'malformed', topic: null, event: null }]);
    expect(said).toHaveLength(1);
    expect(String(of(said, 'frame.dropped')[0]?.error)).not.toContain('hunter2');
    expect(client.getSnapshot().hasTag('connected')).toBe(true);
  });

  it.each([undefined, () => {}, Symbol('hunter2')])(
    'has no form for %s, and the error does not carry it',
    (nothing) => {
      const error = caught(() => v2().encode(['1', '2', 't', 'e', nothing]));
      expect(error).toMatchObject({ name: 'ProtocolError', code: 'unencodable' });
      expect(error).not.toHaveProperty('cause');
    },
  );

  it.each([
    { toJSON: () => undefined },
    Object.create({ toJSON: () => undefined }),
    { toJSON: () => Symbol('hunter2') },
  ])('has no form for an object whose toJSON gives none', (nothing) => {
    const error = caught(() => v2().encode(['1', '2', 't', 'e', nothing]));
    expect(error).toMatchObject({ name: 'ProtocolError', code: 'unencodable' });
  });

  it('tells toJSON that it writes a whole payload, and no part of a frame', () => {
    const keys: string[] = [];
    const toJSON = (key: string) => keys.push(key);
    v2().encode(['1', '2', 't', 'e', { toJSON }]);
    expect(keys).toEqual(['']);
  });

  it.each<[string, () => string]>([
    [
      'throws',
      () => {
        throw new Error('no');
      },
    ],
    ['gives nothing', () => undefined as never],
  ])('rejects that push alone where stringify %s', async (_, refuse) => {
    const stringify = (value: unknown) => (value === 'bad' ? refuse() : JSON.stringify(value));
    const { room, socket } = joinedRoom({ serializer: v2({ stringify }) });
    await expect(push(room, 'a', 'bad')).rejects.toMatchObject({ code: 'encode', sent: false });
    const good = push(room, 'b', 'good');
    socket.reply(socket.last('b'), 'ok', 1);
    expect(await good).toBe(1);
  });
});
