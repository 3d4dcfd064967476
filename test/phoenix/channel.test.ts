import { describe, expect, it } from 'vitest';
import type { Channel } from 'xstate-phoenix/phoenix';
import { PhoenixWorld } from './support/world.ts';

/** A world with a channel that is joined. */
function joinedWorld(): { world: PhoenixWorld; channel: Channel } {
  const world = new PhoenixWorld();
  world.open();
  const channel = world.socket.channel('room:1', { a: 1 });
  channel.join();
  world.conn.reply(world.conn.last('phx_join'));
  return { world, channel };
}

/** Notes what is received, in order. */
function hear(channel: Channel, statuses = ['ok', 'error', 'timeout']): string[] {
  const heard: string[] = [];
  for (const status of statuses) channel.joinPush.receive(status, () => heard.push(`${status} ${channel.state}`));
  channel.onError((reason) => heard.push(`onError ${JSON.stringify(reason)} ${channel.state}`));
  channel.onClose((reason) => heard.push(`onClose ${JSON.stringify(reason)} ${channel.state}`));
  return heard;
}

describe('join()', () => {
  it('is joining at once, without a connection, and its time runs from then on', () => {
    const world = new PhoenixWorld();
    const channel = world.socket.channel('room:1');
    const heard = hear(channel);
    channel.join(3_000);
    expect(channel.state).toBe('joining');
    world.pass(2_999);
    expect(heard).toEqual([]);
    world.pass(1);
    expect(heard).toEqual(['timeout errored']);
    world.open();
    expect(world.conn.frames.map(([, , , event]) => event)).toEqual(['phx_join']);
  });

  it('throws when it is called again', () => {
    const { channel } = joinedWorld();
    expect(() => channel.join()).toThrow(/^tried to join multiple times/);
  });

  it('sends the params of the moment', () => {
    let n = 1;
    const world = new PhoenixWorld();
    world.open();
    world.socket.channel('room:1', () => ({ n })).join();
    n = 2;
    world.conn.reply(world.conn.last('phx_join'), 'error');
    world.pass(1_000);
    expect(world.conn.of('phx_join').map((frame) => frame[4])).toEqual([{ n: 1 }, { n: 2 }]);
  });

  it('calls its hooks again at each rejoin', () => {
    const { world, channel } = joinedWorld();
    const heard = hear(channel);
    world.conn.end(1006);
    world.pass(10);
    world.conn.open();
    world.conn.reply(world.conn.last('phx_join'));
    expect(heard).toEqual([
      'ok joined',
      'onError {"source":"transport","reason":"connection_closed"} errored',
      'ok joined',
    ]);
  });

  it('leaves the channel that has the topic already', () => {
    const { world, channel } = joinedWorld();
    const heard = hear(channel, []);
    world.socket.channel('room:1').join();
    expect(heard).toEqual(['onClose "leave" closed']);
    expect(world.conn.frames.map(([, , , event]) => event)).toEqual(['phx_join', 'phx_leave', 'phx_join']);
    expect(world.socket.channels).toHaveLength(1);
  });

  it.each(['unauthorized', 'unmatched topic', 'forbidden'])('goes on when it is refused with "%s"', (reason) => {
    const world = new PhoenixWorld();
    world.open();
    world.socket.channel('room:1').join();
    for (const ms of [1_000, 2_000, 5_000, 10_000, 10_000]) {
      world.conn.reply(world.conn.last('phx_join'), 'error', { reason });
      const before = world.conn.of('phx_join').length;
      world.pass(ms - 1);
      expect(world.conn.of('phx_join')).toHaveLength(before);
      world.pass(1);
      expect(world.conn.of('phx_join')).toHaveLength(before + 1);
    }
  });

  it('leaves and goes on when it is not answered in time', () => {
    const world = new PhoenixWorld();
    world.open();
    const channel = world.socket.channel('room:1');
    const heard = hear(channel);
    channel.join();
    world.pass(10_000);
    expect(heard).toEqual(['timeout errored']);
    expect(world.conn.last('phx_leave').slice(0, 3)).toEqual([world.conn.last('phx_join')[0], '4', 'room:1']);
    world.pass(1_000);
    expect(channel.state).toBe('joining');
  });
});

describe('a channel that crashes behind each ok', () => {
  it('is joined again after 1 s, three times in a row, and after more from then on', () => {
    const asked: number[] = [];
    const world = new PhoenixWorld({ rejoinAfterMs: (tries) => asked.push(tries) && 1_000 });
    world.open();
    const channel = world.socket.channel('room:1');
    channel.join();
    for (let round = 0; round < 5; round += 1) {
      const join = world.conn.last('phx_join');
      world.conn.reply(join);
      world.conn.say(join[0], null, 'room:1', 'phx_error', {});
      world.pass(1_000);
    }
    expect(asked).toEqual([1, 1, 1, 4, 5]);
  });
});

describe('a channel that waits to join again', () => {
  it('counts from 1 again on the next connection', () => {
    const asked: number[] = [];
    const world = new PhoenixWorld({
      rejoinAfterMs: (tries) => asked.push(tries) && 1_000,
      reconnectAfterMs: () => 60_000,
    });
    world.open();
    world.socket.channel('room:1').join();
    const refuse = () => world.conn.reply(world.conn.last('phx_join'), 'error');
    for (let round = 0; round < 5; round += 1) {
      refuse();
      world.pass(round < 4 ? 1_000 : 0);
    }
    world.conn.end(1006);
    world.pass(60_000);
    world.conn.open();
    refuse();
    expect(asked).toEqual([1, 2, 3, 4, 5, 1]);
  });
});

describe('a channel whose connection is lost', () => {
  it('hears it once, before the socket does, and is not connected then', () => {
    const { world, channel } = joinedWorld();
    const seen: unknown[] = [];
    channel.onError((reason) => seen.push(reason, world.socket.isConnected()));
    world.socket.onClose(() => seen.push('close'));
    world.conn.end(1006);
    expect(seen).toEqual([{ source: 'transport', reason: 'connection_closed' }, false, 'close']);
  });

  it('does not hear it when a callback of another channel has just joined it again', () => {
    const { world, channel } = joinedWorld();
    const other = world.socket.channel('room:2');
    other.join();
    const heard: string[] = [];
    channel.onError(() => other.rejoin());
    other.onError(() => heard.push('error'));
    world.conn.end(1006);
    expect(heard).toEqual([]);
    expect(other.state).toBe('joining');
  });

  it('hears of an error of the connection, too', () => {
    const { world, channel } = joinedWorld();
    const heard = hear(channel, []);
    world.conn.fail();
    expect(heard).toEqual(['onError {"source":"transport","reason":"connection_error"} errored']);
  });

  it('is joined again after 1 s when the connection has an error and stays open', () => {
    const { world, channel } = joinedWorld();
    world.socket.onConnError('error');
    expect(channel.state).toBe('errored');
    world.pass(1_000);
    expect(channel.state).toBe('joining');
  });

  it('does not take the answer to the join that it has given up', () => {
    const world = new PhoenixWorld();
    world.open();
    const channel = world.socket.channel('room:1');
    channel.join();
    world.socket.onConnError('error');
    world.conn.reply(world.conn.last('phx_join'));
    expect(channel.state).toBe('errored');
  });

  it('is joined at once when the connection opens', () => {
    const { world, channel } = joinedWorld();
    world.conn.end(1006);
    world.pass(10);
    expect(channel.state).toBe('errored');
    world.conn.open();
    expect(channel.state).toBe('joining');
  });

  it('lets the pushes that were sent run into their timeout', () => {
    const { world, channel } = joinedWorld();
    const heard: string[] = [];
    channel.push('echo', {}, 5_000).receive('timeout', () => heard.push('timeout'));
    world.conn.end(1006);
    world.pass(4_999);
    expect(heard).toEqual([]);
    world.pass(1);
    expect(heard).toEqual(['timeout']);
  });
});

describe('push()', () => {
  it('throws before join()', () => {
    const channel = new PhoenixWorld().socket.channel('room:1');
    expect(() => channel.push('echo')).toThrow("tried to push 'echo' to 'room:1' before joining");
  });

  it('keeps any number of pushes until the topic is joined, and sends them in order before the hooks of the program', () => {
    const world = new PhoenixWorld();
    world.open();
    const channel = world.socket.channel('room:1');
    channel.join().receive('ok', () => channel.push('last'));
    for (let n = 0; n < 500; n += 1) channel.push('echo', { n });
    expect(channel.pushBuffer).toHaveLength(500);
    world.conn.reply(world.conn.last('phx_join'));
    expect(world.conn.of('echo').map((frame) => frame[4])).toEqual(Array.from({ length: 500 }, (_, n) => ({ n })));
    expect(world.conn.frames.at(-1)?.[3]).toBe('last');
    expect(channel.pushBuffer).toHaveLength(0);
  });

  it('gives a kept push all of its time again when it is sent', () => {
    const world = new PhoenixWorld();
    world.open();
    const channel = world.socket.channel('room:1');
    const seen: number[] = [];
    channel.join();
    channel.push('echo', {}, 8_000).receive('timeout', () => seen.push(world.clock.now()));
    world.pass(7_000);
    world.conn.reply(world.conn.last('phx_join'));
    world.pass(8_000);
    expect(seen).toEqual([15_000]);
  });

  it('never sends a kept push whose time was up', () => {
    const world = new PhoenixWorld();
    const channel = world.socket.channel('room:1');
    channel.join();
    channel.push('echo', {}, 1_000);
    world.pass(1_000);
    world.open();
    world.conn.reply(world.conn.last('phx_join'));
    expect(world.conn.of('echo')).toEqual([]);
  });

  it('hands on any status', () => {
    const { world, channel } = joinedWorld();
    const heard: unknown[] = [];
    channel.push('echo', { a: 1 }).receive('later', (response) => heard.push(response));
    world.conn.reply(world.conn.last('echo'), 'later', { b: 2 });
    expect(heard).toEqual([{ b: 2 }]);
  });

  it('sends bytes, and hands them on as an ArrayBuffer', () => {
    const { world, channel } = joinedWorld();
    const heard: unknown[] = [];
    channel.on('bytes', (payload) => heard.push(payload));
    channel.push('upload', new Uint8Array([1, 2]).buffer);
    expect(world.conn.sent.at(-1)).toBeInstanceOf(ArrayBuffer);
    const text = new TextEncoder().encode('room:1bytes');
    world.conn.raw(new Uint8Array([2, 6, 5, ...text, 7, 8]).buffer);
    expect(heard).toEqual([new Uint8Array([7, 8]).buffer]);
  });

  it('is kept after the channel was left, and runs into its timeout', () => {
    const { world, channel } = joinedWorld();
    const heard: string[] = [];
    channel.leave();
    channel.push('echo').receive('timeout', () => heard.push('timeout'));
    world.pass(10_000);
    expect(heard).toEqual(['timeout']);
    expect(world.conn.of('echo')).toEqual([]);
  });
});

describe('leave()', () => {
  it('is closed and answered within the call', () => {
    const { world, channel } = joinedWorld();
    const heard = hear(channel, []);
    channel.leave().receive('ok', () => heard.push('left'));
    expect(heard).toEqual(['onClose "leave" closed', 'left']);
    expect(world.conn.frames.at(-1)).toEqual([world.conn.last('phx_join')[0], '4', 'room:1', 'phx_leave', {}]);
    expect(world.socket.channels).toEqual([]);
  });

  it('waits for the answer when a program says that it can push', () => {
    const { world, channel } = joinedWorld();
    channel.canPush = () => true;
    channel.leave();
    expect(channel.state).toBe('leaving');
    world.conn.reply(world.conn.last('phx_leave'));
    expect(channel.state).toBe('closed');
  });

  it('ends the retries', () => {
    const { world, channel } = joinedWorld();
    world.conn.say(channel.joinRef() ?? null, null, 'room:1', 'phx_error', {});
    channel.leave();
    world.pass(60_000);
    expect(world.conn.of('phx_join')).toHaveLength(1);
  });
});

describe('a channel that the server closes', () => {
  it('is closed, is out of the list, and is not joined again', () => {
    const { world, channel } = joinedWorld();
    const heard = hear(channel, []);
    world.conn.say(channel.joinRef() ?? null, null, 'room:1', 'phx_close', {});
    expect(heard).toEqual(['onClose {} closed']);
    expect(world.socket.channels).toEqual([]);
    world.conn.end(1006);
    world.pass(10);
    world.conn.open();
    world.pass(20_000);
    expect(world.conn.of('phx_join')).toEqual([]);
  });

  it('is not joined again when it was closed while it waited for that', () => {
    const { world, channel } = joinedWorld();
    world.conn.say(channel.joinRef() ?? null, null, 'room:1', 'phx_error', {});
    world.conn.say(null, null, 'room:1', 'phx_close', {});
    world.pass(20_000);
    expect(channel.state).toBe('closed');
    expect(world.conn.of('phx_join')).toHaveLength(1);
  });
});

describe('the messages of a channel', () => {
  it('arrive in any state when they have no join_ref', () => {
    const world = new PhoenixWorld();
    world.open();
    const channel = world.socket.channel('room:1');
    const heard: string[] = [];
    channel.on('news', () => heard.push(channel.state));
    world.conn.say(null, null, 'room:1', 'news', {});
    channel.join();
    world.conn.say(null, null, 'room:1', 'news', {});
    expect(heard).toEqual(['closed', 'joining']);
  });

  it('do not arrive when they belong to an older join', () => {
    const { world, channel } = joinedWorld();
    const heard: string[] = [];
    channel.on('news', () => heard.push('news'));
    world.conn.say('99', null, 'room:1', 'news', {});
    world.conn.say(channel.joinRef() ?? null, null, 'room:1', 'news', {});
    expect(heard).toEqual(['news']);
  });

  it('pass onMessage() first, which may change them', () => {
    const { world, channel } = joinedWorld();
    const heard: unknown[] = [];
    channel.onMessage = (event, payload) => (event === 'news' ? { changed: payload } : payload);
    channel.on('news', (payload, ref, joinRef) => heard.push(payload, ref, joinRef));
    world.conn.say(null, null, 'room:1', 'news', { n: 1 });
    expect(heard).toEqual([{ changed: { n: 1 } }, null, channel.joinRef()]);
  });

  it('are lost when onMessage() returns nothing, with an error', () => {
    const { world, channel } = joinedWorld();
    channel.onMessage = () => undefined;
    expect(() => world.conn.say(null, null, 'room:1', 'news', { n: 1 })).toThrow(/must return the payload/);
  });

  it('stop at a listener that throws, and what it throws escapes', () => {
    const { world, channel } = joinedWorld();
    const heard: string[] = [];
    channel.on('news', () => {
      throw new Error('mine');
    });
    channel.on('news', () => heard.push('second'));
    expect(() => world.conn.say(null, null, 'room:1', 'news', {})).toThrow('mine');
    expect(heard).toEqual([]);
    world.conn.say(null, null, 'room:1', 'other', {});
  });

  it('stop at a listener that throws behind a decode of the program, too', () => {
    const world = new PhoenixWorld({
      decode: (data, done) => {
        const [join_ref, ref, topic, event, payload] = JSON.parse(String(data));
        done({ join_ref, ref, topic, event, payload });
      },
    });
    const conn = world.open();
    const channel = world.socket.channel('room:1');
    channel.join();
    conn.reply(conn.last('phx_join'));
    channel.on('news', () => {
      throw new Error('mine');
    });
    expect(() => conn.say(null, null, 'room:1', 'news', {})).toThrow('mine');
  });

  it('go to the callbacks that are registered for replies, errors and closes, too', () => {
    const { world, channel } = joinedWorld();
    const heard: string[] = [];
    for (const event of ['phx_reply', 'phx_error', 'phx_close']) channel.on(event, () => heard.push(event));
    channel.push('echo');
    world.conn.reply(world.conn.last('echo'));
    world.conn.say(null, null, 'room:1', 'phx_error', {});
    world.conn.say(null, null, 'room:1', 'phx_close', {});
    expect(heard).toEqual(['phx_reply', 'phx_error', 'phx_close']);
  });

  it('go to a channel whose topic a program has changed', () => {
    const { world, channel } = joinedWorld();
    const heard: string[] = [];
    channel.on('news', () => heard.push('news'));
    world.conn.say(null, null, 'room:1', 'news', {});
    channel.topic = 'room:2';
    world.conn.say(null, null, 'room:1', 'news', {});
    world.conn.say(null, null, 'room:2', 'news', {});
    expect(heard).toEqual(['news', 'news']);
  });

  it('go to what a program has made of the list', () => {
    const { world, channel } = joinedWorld();
    const heard: string[] = [];
    channel.on('news', () => heard.push('news'));
    world.socket.channels = [];
    world.conn.say(null, null, 'room:1', 'news', {});
    world.socket.channels.push(channel);
    world.conn.say(null, null, 'room:1', 'news', {});
    expect(heard).toEqual(['news']);
  });
});

describe('off()', () => {
  it('takes away one callback, or all of an event, the own ones of the channel included', () => {
    const { world, channel } = joinedWorld();
    const heard: string[] = [];
    const first = channel.on('news', () => heard.push('first'));
    channel.on('news', () => heard.push('second'));
    channel.off('news', first);
    world.conn.say(null, null, 'room:1', 'news', {});
    channel.off('news');
    world.conn.say(null, null, 'room:1', 'news', {});
    expect(heard).toEqual(['second']);
    channel.off('phx_error');
    world.conn.say(null, null, 'room:1', 'phx_error', {});
    expect(channel.state).toBe('joined');
  });
});
