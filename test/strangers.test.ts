import { describe, expect, it, vi } from 'vitest';
import {
  ConfigurationError,
  channelMachine,
  clientMachine,
  defineClient,
  type ListenerFailed,
  leave,
} from 'xstate-phoenix';
import { unionOf } from './support/blocks.ts';
import { startDefined } from './support/defined.ts';
import { joinedRoom, of, offlineRoom, type Room, TOPIC } from './support/room.ts';
import { createWorld } from './support/world.ts';

const told = ({ said }: Pick<Room, 'said'>) =>
  of(said, 'listener.failed').map(({ topic, event, error }: ListenerFailed) => [
    topic,
    event,
    error instanceof ConfigurationError && error.problems[0]?.path,
  ]);
const send = (actor: { send(event: never): void }, event: object) => actor.send(event as never);

describe('an event of ones own', () => {
  it.each([
    'connection.mine',
    'heartbeat',
    'client.mine',
    'topic.mine',
    'transport.mine.too',
    'channel.mine',
    'channel',
  ])('that is named like one of the client, %s, is told of once for its type', (type) => {
    const made = joinedRoom();
    for (let round = 0; round < 3; round += 1) send(made.client, { type });
    expect(told(made)).toEqual([[null, type, 'type']]);
  });

  it('that is named like a command of a topic is told of with its topic, and harms none', () => {
    const made = joinedRoom();
    send(made.client, { type: 'channel.mine', topic: TOPIC });
    send(made.client, { type: 'channel.mine', topic: 'room:other' });
    send(made.client, { type: 'channel.other', topic: 7 });
    expect(told(made)).toEqual([
      [TOPIC, 'channel.mine', 'type'],
      [null, 'channel.other', 'type'],
    ]);
    expect(made.room.getSnapshot().value).toBe('joined');
  });

  it.each([
    ['joined', joinedRoom],
    ['offline', offlineRoom],
    [
      'leaving',
      () => {
        const made = joinedRoom();
        void leave(made.room);
        return made;
      },
    ],
  ] as const)('that is sent to a channel, which takes none, is told of with its topic while that is %s', (_, make) => {
    const made = make();
    const { value } = made.room.getSnapshot();
    for (const type of ['push.mine', 'tick', 'push.mine']) send(made.room, { type });
    expect(told(made)).toEqual([
      [TOPIC, 'push.mine', 'type'],
      [TOPIC, 'tick', 'type'],
    ]);
    expect(made.room.getSnapshot().value).toEqual(value);
  });

  it('is told of by each client for itself', () => {
    const [one, other] = [joinedRoom(), joinedRoom()];
    for (const made of [one, other]) send(made.client, { type: 'page.mine' });
    expect([told(one).length, told(other).length]).toEqual([1, 1]);
  });

  it('that is foreign to the client is for its onEvent, and told of by nobody', () => {
    const heard = vi.fn();
    const { client, said } = startDefined(defineClient({ onEvent: (_, { type }) => heard(type) }));
    send(client, { type: 'tick' });
    send(client, { type: 'topic.tick' });
    expect(heard.mock.calls).toEqual([['tick']]);
    expect(of(said, 'listener.failed').map(({ event }) => event)).toEqual(['topic.tick']);
  });

  it('is logged with what to do, where nobody listens', () => {
    const log = vi.spyOn(console, 'error').mockImplementation(() => {});
    const { client } = createWorld();
    send(client, { type: 'client.mine' });
    send(client, { type: 'client.mine' });
    expect(log.mock.calls.map(([text, error]) => [text, String(error)])).toEqual([
      ['xstate-phoenix: there is a problem with "client.mine"', expect.stringContaining('onEvent')],
    ]);
    log.mockRestore();
  });

  it('changes no state of the client, nor its snapshot for those of ours that have come too late', () => {
    const made = joinedRoom();
    const before = made.client.getSnapshot();
    for (const type of ['heartbeat.due', 'buffer.due', 'transport.prepared', 'client.connect', 'xstate.mine'])
      send(made.client, { type });
    expect(told(made)).toEqual([]);
    expect(made.client.getSnapshot().value).toEqual(before.value);
  });
});

describe('the events that are known', () => {
  it('to the client are all that it takes: its chart names them, but for the one that only an eventless transition waits for', () => {
    const types = unionOf('ClientEvent').filter((type) => !type.startsWith('channel.'));
    expect(types.filter((type) => !clientMachine.events.some((known) => known === type))).toEqual(['client.prepared']);
    const made = joinedRoom();
    for (const type of ['client.prepared', 'xstate.mine']) send(made.client, { type });
    expect(told(made)).toEqual([]);
  });

  it('to a channel are all that it takes, in the same way', () => {
    const types = unionOf('ChannelEvent');
    expect(types.filter((type) => !channelMachine.events.some((known) => known === type))).toEqual([
      'connection.opened',
    ]);
    const made = joinedRoom();
    for (const type of ['connection.opened', 'join.due', 'xstate.mine']) send(made.room, { type });
    expect(told(made)).toEqual([]);
  });
});
