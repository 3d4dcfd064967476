import { describe, expect, it } from 'vitest';
import { disconnect, join, leave, push, reconnect } from 'xstate-phoenix';
import {
  accept,
  crash,
  drop,
  end,
  hear,
  joinedRoom,
  joiningRoom,
  of,
  offlineRoom,
  type Room,
  TOPIC,
} from '../../support/room.ts';
import { createWorld } from '../../support/world.ts';

const ways: readonly (readonly [string, (made: Room) => void, string])[] = [
  ['breaks without a close', drop, 'connection_error'],
  ['is closed by the server in good order', ({ socket }) => socket.close(1000), 'connection_closed'],
  ['is closed by a server that goes down', ({ socket }) => socket.close(1012, 'restart'), 'connection_closed'],
  ['has a heartbeat without an answer', ({ clock }) => clock.increment(40_000), 'heartbeat_timeout'],
  ['is ended by disconnect()', ({ client }) => void disconnect(client), 'connection_closed'],
  ['is replaced by reconnect()', ({ client }) => void reconnect(client), 'connection_closed'],
  [
    'ends with a client that is stopped by an event',
    ({ client }) => client.send({ type: 'client.stop' }),
    'connection_closed',
  ],
  ['ends with a client that is stopped', ({ world }) => world.client.stop(), 'connection_closed'],
];

describe('a channel whose connection', () => {
  it.each(ways)('%s says that it is lost, and why', (_, lose, reason) => {
    const made = joinedRoom();
    lose(made);
    expect(of(made.heard, 'lost')).toEqual([{ type: 'lost', reason }]);
  });

  // Not for heartbeats: a pending join delays their answers.
  it.each(ways.filter(([, , reason]) => reason !== 'heartbeat_timeout'))(
    '%s says so while it is joining as well',
    (_, lose, reason) => {
      const made = joiningRoom();
      lose(made);
      expect(made.heard).toContainEqual({ type: 'lost', reason });
      expect(of(made.heard, 'lost').length).toBe(1);
    },
  );

  it('is lost says so once for each time', () => {
    const made = joinedRoom();
    for (let round = 0; round < 3; round += 1) {
      made.world.socket.close(1006);
      made.clock.increment(100);
      accept(made.world.open());
    }
    expect(made.heard.map(({ type }) => type)).toEqual(['lost', 'joined', 'lost', 'joined', 'lost', 'joined']);
  });

  it('is lost says so when it is on its way back, and rejects its pushes before', async () => {
    const made = joinedRoom();
    const told: unknown[] = [];
    const pending = push(made.room, 'slow').catch(({ code }) => told.push(code));
    made.room.on('lost', () => told.push(made.room.getSnapshot().value));
    drop(made);
    await pending;
    expect(told).toEqual([{ 'rejoin-waiting': 'offline' }, 'disconnected']);
  });

  it.each<[string, () => { readonly heard: readonly { readonly type: string }[]; readonly world: Room['world'] }]>([
    ['waits to join', () => offlineRoom()],
    [
      'waits to join again',
      () => {
        const made = joinedRoom();
        crash(made.socket);
        return made;
      },
    ],
    [
      'waits for its turn',
      () => {
        const world = createWorld({ maxConcurrentJoins: 1 });
        world.open();
        join(world.client, 'room:other');
        return { world, heard: hear(join(world.client, TOPIC)) };
      },
    ],
    [
      'was closed by the server',
      () => {
        const made = joinedRoom();
        end(made.socket);
        return made;
      },
    ],
    [
      'is being left',
      () => {
        const made = joinedRoom();
        void leave(made.room);
        return made;
      },
    ],
  ])('is lost says nothing of it while it %s', (_, make) => {
    const { world, heard } = make();
    world.socket.close(1006);
    expect(heard.filter(({ type }) => type === 'lost')).toEqual([]);
  });
});
