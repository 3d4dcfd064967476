import { describe, expect, it } from 'vitest';
import {
  awaitJoin,
  awaitLeave,
  type ChannelRef,
  type ClientRef,
  cast,
  channels,
  connect,
  disconnect,
  join,
  leave,
  push,
  rejoin,
  type Serializer,
  v2,
} from 'xstate-phoenix';
import {
  accept,
  crash,
  deferred,
  drop,
  end,
  joinedRoom,
  joiningRoom,
  of,
  offlineRoom,
  outcome,
  type Room,
  reconnected,
  refuse,
  TOPIC,
  turns,
} from '../../support/room.ts';

/** A joined topic whose leave is written. */
function leavingRoom(input = {}): Room & { readonly left: Promise<{ acknowledged: boolean }> } {
  const made = joinedRoom(input);
  const left = leave(made.room);
  return { ...made, left };
}

describe('a leave of a joined topic', () => {
  it('is written with the join_ref of the join and a ref of its own', () => {
    const { socket, room } = leavingRoom();
    expect(socket.last('phx_leave')).toEqual(['1', '2', TOPIC, 'phx_leave', {}]);
    expect(room.getSnapshot().value).toBe('leaving');
  });

  it('is not over before the server has answered', async () => {
    const { socket, room, left, heard } = leavingRoom();
    expect(await outcome(left)).toBe('pending');
    expect(heard).toEqual([]);
    socket.reply(socket.last('phx_leave'));
    expect(await left).toEqual({ acknowledged: true });
    expect(room.getSnapshot()).toMatchObject({ status: 'done', value: 'left', output: { acknowledged: true } });
    expect(heard).toEqual([{ type: 'left', acknowledged: true }]);
  });

  it('ends with the close of the channel too', async () => {
    const { socket, left, heard } = leavingRoom();
    end(socket);
    expect(await left).toEqual({ acknowledged: true });
    expect(heard).toEqual([{ type: 'left', acknowledged: true }]);
  });

  it('ends once when both the reply and the close come, and neither counts as dropped', async () => {
    const { socket, left, heard, said } = leavingRoom();
    socket.reply(socket.last('phx_leave'));
    end(socket);
    socket.say('1', null, TOPIC, 'you_left', {});
    expect(await left).toEqual({ acknowledged: true });
    expect(heard).toEqual([{ type: 'left', acknowledged: true }]);
    expect(of(said, 'frame.dropped')).toMatchObject([{ why: 'unknown_topic', event: 'you_left' }]);
  });

  it('ends without an answer when the channel crashes', async () => {
    const { socket, left, heard } = leavingRoom();
    crash(socket);
    expect(await left).toEqual({ acknowledged: false });
    expect(heard).toEqual([{ type: 'left', acknowledged: false }]);
  });

  it('ends with the connection, without an answer, and the topic is not joined on the next one', async () => {
    const made = leavingRoom();
    const second = reconnected(made);
    expect(await made.left).toEqual({ acknowledged: false });
    expect(second.frames).toEqual([]);
  });

  it('ends after its time, without an answer', async () => {
    const { clock, left, room } = leavingRoom();
    clock.increment(4_999);
    expect(room.getSnapshot().value).toBe('leaving');
    clock.increment(1);
    expect(await left).toEqual({ acknowledged: false });
    expect(room.getSnapshot()).toMatchObject({ status: 'done', value: 'left' });
  });

  it('takes its timeout from the client or the call', async () => {
    const fromClient = leavingRoom({ leaveTimeoutMs: 70 });
    fromClient.clock.increment(70);
    expect(await fromClient.left).toEqual({ acknowledged: false });
    const { room, clock } = joinedRoom({ leaveTimeoutMs: 70 });
    const left = leave(room, { timeoutMs: 200 });
    clock.increment(199);
    expect(room.getSnapshot().value).toBe('leaving');
    clock.increment(1);
    expect(await left).toEqual({ acknowledged: false });
  });

  it('that the serializer can not encode is reported, and ends after its time', async () => {
    const { encode, decode, vsn } = v2();
    const serializer: Serializer = {
      vsn,
      decode,
      encode: (frame) => {
        if (frame[3] === 'phx_leave') throw new Error('no form');
        return encode(frame);
      },
    };
    const { clock, left, said, socket } = leavingRoom({ serializer });
    expect(of(said, 'listener.failed')).toMatchObject([{ event: 'serializer', topic: TOPIC }]);
    expect(socket.of('phx_leave')).toEqual([]);
    clock.increment(5_000);
    expect(await left).toEqual({ acknowledged: false });
  });

  it('that is asked for twice is written once, and both callers get the outcome', async () => {
    const { socket, room, left } = leavingRoom();
    const second = leave(room);
    socket.reply(socket.last('phx_leave'));
    expect(await left).toEqual({ acknowledged: true });
    expect(await second).toEqual({ acknowledged: true });
    expect(await leave(room)).toEqual({ acknowledged: true });
    expect(await awaitLeave(room)).toEqual({ acknowledged: true });
    expect(socket.of('phx_leave')).toHaveLength(1);
  });

  it('is not ended by the replies and closes of older joins', () => {
    const made = joinedRoom();
    crash(made.socket);
    made.clock.increment(1000);
    accept(made.socket);
    void leave(made.room);
    made.socket.say('1', '1', TOPIC, 'phx_close', {});
    made.socket.say('1', '1', TOPIC, 'phx_error', {});
    made.socket.say('1', '99', TOPIC, 'phx_reply', { status: 'ok', response: {} });
    expect(made.room.getSnapshot().value).toBe('leaving');
  });

  it('delivers no message any more', () => {
    const { socket, heard, said } = leavingRoom();
    socket.say('1', null, TOPIC, 'msg', {});
    socket.say(null, null, TOPIC, 'msg', {});
    expect(heard).toEqual([]);
    expect(of(said, 'frame.dropped').map(({ why }) => why)).toEqual(['not_joined', 'not_joined']);
  });

  it('is forgotten by the client once it is over', () => {
    const { socket, client } = leavingRoom();
    expect([...channels(client)]).toHaveLength(1);
    socket.reply(socket.last('phx_leave'));
    expect([...channels(client)]).toEqual([]);
  });

  it('is over when the client disconnects', async () => {
    const { socket, client, left } = leavingRoom();
    void disconnect(client);
    socket.close(1000);
    expect(await left).toEqual({ acknowledged: false });
    expect(socket.of('phx_leave')).toHaveLength(1);
  });
});

describe('a leave of a topic that is not joined', () => {
  it('writes a leave of the pending join when that is written, and never ends joined', async () => {
    const { socket, room } = joiningRoom();
    const left = leave(room);
    expect(socket.last('phx_leave')).toEqual(['1', '2', TOPIC, 'phx_leave', {}]);
    accept(socket);
    expect(room.getSnapshot().value).toBe('leaving');
    socket.reply(socket.last('phx_leave'));
    expect(await left).toEqual({ acknowledged: true });
  });

  it('ends with the reply to the leave, though the join was refused before', async () => {
    const { socket, room } = joiningRoom();
    const left = leave(room);
    refuse(socket);
    expect(room.getSnapshot().value).toBe('leaving');
    socket.reply(socket.last('phx_leave'));
    expect(await left).toEqual({ acknowledged: true });
  });

  it('takes a timeout from the call', async () => {
    const { clock, room } = joiningRoom();
    const left = leave(room, { timeoutMs: 200 });
    clock.increment(199);
    expect(room.getSnapshot().value).toBe('leaving');
    clock.increment(1);
    expect(await left).toEqual({ acknowledged: false });
  });

  it('stops the time of the join', () => {
    const { socket, room, clock, heard } = joiningRoom({ leaveTimeoutMs: 60_000 });
    void leave(room);
    clock.increment(50_000);
    expect(of(heard, 'join.failed')).toEqual([]);
    expect(socket.of('phx_leave')).toHaveLength(1);
  });

  it('writes nothing while the params of the join are awaited', async () => {
    const { promise, resolve } = deferred();
    const { socket, room, heard } = joiningRoom({}, { params: () => promise });
    expect(await leave(room)).toEqual({ acknowledged: false });
    resolve({});
    await turns();
    expect(socket.frames).toEqual([]);
    expect(heard).toEqual([{ type: 'left', acknowledged: false }]);
  });

  it('writes nothing during the wait for a rejoin, and ends that wait', async () => {
    const { socket, room, clock } = joinedRoom();
    crash(socket);
    expect(await leave(room)).toEqual({ acknowledged: false });
    clock.increment(100_000);
    expect(socket.frames.map(([, , , event]) => event).filter((event) => event !== 'heartbeat')).toEqual(['phx_join']);
  });

  it('writes nothing without a connection', async () => {
    const made = joinedRoom();
    drop(made);
    expect(await leave(made.room)).toEqual({ acknowledged: false });
    made.clock.increment(10);
    expect(made.world.open().frames).toEqual([]);
  });

  it('writes nothing when the server has closed it', async () => {
    const { socket, room, heard } = joinedRoom();
    end(socket);
    expect(await leave(room)).toEqual({ acknowledged: false });
    expect(socket.of('phx_leave')).toEqual([]);
    expect(of(heard, 'left')).toEqual([{ type: 'left', acknowledged: false }]);
  });
});

describe('pushes at a leave', () => {
  it('are rejected as left: sent those that were written, not sent those that waited', async () => {
    const joined = joinedRoom();
    const outstanding = push(joined.room, 'slow');
    void leave(joined.room);
    await expect(outstanding).rejects.toMatchObject({ code: 'left', sent: true });

    const joining = joiningRoom();
    const buffered = push(joining.room, 'early');
    void leave(joining.room);
    await expect(buffered).rejects.toMatchObject({ code: 'left', sent: false });
    accept(joining.socket);
    expect(joining.socket.of('early')).toEqual([]);

    const offline = offlineRoom();
    const waiting = push(offline.room, 'early');
    void leave(offline.room);
    await expect(waiting).rejects.toMatchObject({ code: 'left', sent: false });
  });

  it('are refused at once while it is under way and after it', async () => {
    const { socket, room } = leavingRoom();
    await expect(push(room, 'late')).rejects.toMatchObject({ code: 'left', sent: false });
    cast(room, 'late');
    socket.reply(socket.last('phx_leave'));
    await expect(push(room, 'late')).rejects.toMatchObject({ code: 'left', sent: false });
    cast(room, 'late');
    expect(socket.of('late')).toEqual([]);
  });

  it('are rejected though the leave ends before they are handled', async () => {
    const { client, socket, room } = leavingRoom();
    let late: Promise<unknown> = Promise.resolve();
    // The channel still handles the dropped frame, so the answer and the push are handled after it.
    client.on('frame.dropped', () => {
      socket.reply(socket.last('phx_leave'));
      late = push(room, 'late');
    });
    socket.say('1', null, TOPIC, 'msg', {});
    expect(room.getSnapshot().value).toBe('left');
    await expect(late).rejects.toMatchObject({ code: 'left', sent: false });
  });

  it('take no late reply', async () => {
    const { socket, room } = joinedRoom();
    const outstanding = push(room, 'slow');
    void leave(room);
    socket.reply(socket.last('slow'), 'ok', {});
    await expect(outstanding).rejects.toMatchObject({ code: 'left' });
    expect(room.getSnapshot().value).toBe('leaving');
  });
});

describe('a join right after a leave', () => {
  const again = () => {
    const made = leavingRoom();
    const old = made.socket.last('phx_join');
    const leaving = made.socket.last('phx_leave');
    const room = join(made.client, TOPIC, { params: { again: true } });
    return { ...made, old, leaving, again: room, fresh: made.socket.last('phx_join') };
  };

  it('is written at once, on the same channel', () => {
    const { room, again: same, fresh } = again();
    expect(same).toBe(room);
    expect(fresh).toEqual(['3', '3', TOPIC, 'phx_join', { again: true }]);
    expect(room.getSnapshot().value).toBe('joining');
    expect(room.getSnapshot().context.leaveRef).toBeNull();
  });

  it('does not revive what was pushed or cast during the leave', async () => {
    const { room, socket, client } = leavingRoom();
    const late = push(room, 'late');
    cast(room, 'late');
    join(client, TOPIC);
    accept(socket);
    await expect(late).rejects.toMatchObject({ code: 'left' });
    expect(socket.of('late')).toEqual([]);
  });

  it('is joined when the server answers the join, and never the leave', async () => {
    const { socket, room, old, fresh, left, heard } = again();
    socket.reply(fresh);
    end(socket, old);
    expect(room.getSnapshot().value).toBe('joined');
    expect(await left).toEqual({ acknowledged: false });
    expect(of(heard, 'left')).toEqual([]);
    expect(await awaitJoin(room)).toMatchObject({ rejoin: true });
  });

  it('is joined when the server answers the leave, closes, and answers the join', () => {
    const { socket, room, old, leaving, fresh, heard } = again();
    socket.reply(leaving);
    end(socket, old);
    expect(room.getSnapshot().value).toBe('joining');
    socket.reply(fresh);
    expect(room.getSnapshot().value).toBe('joined');
    expect(of(heard, 'closed')).toEqual([]);
  });

  it('is another channel once the leave is over', () => {
    const { socket, room, client } = leavingRoom();
    socket.reply(socket.last('phx_leave'));
    const next = join(client, TOPIC);
    expect(next).not.toBe(room);
    end(socket, ['1', '1', TOPIC, 'phx_join', {}]);
    accept(socket);
    expect(next.getSnapshot().value).toBe('joined');
    expect(room.getSnapshot().value).toBe('left');
  });

  it('can be asked for in a listener of "left"', () => {
    const { socket, room, client } = leavingRoom();
    room.on('left', () => {
      join(client, TOPIC);
    });
    socket.reply(socket.last('phx_leave'));
    accept(socket);
    const [next, ...others] = channels(client);
    expect(others).toEqual([]);
    expect(next).not.toBe(room);
    expect(next?.getSnapshot().value).toBe('joined');
  });
});

describe('a leave from within a listener', () => {
  it.each<[string, (room: ChannelRef, client: ClientRef) => void]>([
    ['joins', (_, client) => void join(client, TOPIC)],
    ['rejoins', (room) => void rejoin(room)],
  ])('is overtaken by a listener that %s, though the connection is closed between the two', (_, comeBack) => {
    const { socket, room, client, world } = joinedRoom();
    room.on('message', () => {
      void leave(room);
      void disconnect(client);
      comeBack(room, client);
    });
    socket.say('1', null, TOPIC, 'msg', {});
    expect([...channels(client)]).toEqual([room]);
    expect(room.getSnapshot().value).toEqual({ 'rejoin-waiting': 'offline' });
    socket.close();
    void connect(client);
    accept(world.open());
    expect(room.getSnapshot().value).toBe('joined');
  });

  it('gives both callers the outcome of the leave', async () => {
    const { socket, room } = joinedRoom();
    let left: Promise<unknown> | undefined;
    room.on('message', () => {
      left = leave(room);
    });
    socket.say('1', null, TOPIC, 'msg', {});
    expect(room.getSnapshot().value).toBe('leaving');
    expect(await outcome(left ?? Promise.resolve())).toBe('pending');
    socket.reply(socket.last('phx_leave'));
    expect(await left).toEqual({ acknowledged: true });
  });

  it('settles the pushes that were asked for beside it', async () => {
    const { socket, room } = joinedRoom();
    const pushes: Promise<unknown>[] = [];
    room.on('message', () => {
      pushes.push(push(room, 'before'));
      void leave(room);
      pushes.push(push(room, 'after'));
    });
    socket.say('1', null, TOPIC, 'msg', {});
    await expect(pushes[0]).rejects.toMatchObject({ code: 'left', sent: true });
    await expect(pushes[1]).rejects.toMatchObject({ code: 'left', sent: false });
    expect(socket.of('after')).toEqual([]);
  });

  it('settles those too that come after a leave that ends at once', async () => {
    const { socket, room } = joinedRoom();
    const pushes: Promise<unknown>[] = [];
    room.on('crashed', () => {
      pushes.push(push(room, 'before'));
      void leave(room);
      pushes.push(push(room, 'after'));
    });
    crash(socket);
    expect(room.getSnapshot().value).toBe('left');
    for (const each of pushes) await expect(each).rejects.toMatchObject({ code: 'left', sent: false });
  });
});
