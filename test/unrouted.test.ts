import { describe, expect, it } from 'vitest';
import { defineClient, leave, onUnrouted, type TransportFactory } from 'xstate-phoenix';
import { startDefined } from './support/defined.ts';
import { hear } from './support/hear.ts';
import { joinedRoom, TOPIC } from './support/room.ts';
import { createWorld } from './support/world.ts';

const DOC = '__absinthe__:doc:1';

describe('a message of a topic that nobody joined', () => {
  it('is heard by those who listen for such messages, until they undo it', () => {
    const world = createWorld();
    const heard: unknown[] = [];
    const dropped = hear(world.client, 'frame.dropped');
    const undo = onUnrouted(world.client, (message) => heard.push(message));
    const socket = world.open();
    socket.say(null, null, DOC, 'subscription:data', { n: 1 });
    expect(heard).toEqual([{ topic: DOC, event: 'subscription:data', payload: { n: 1 }, joinRef: null }]);
    expect(dropped).toEqual([]);
    undo();
    socket.say(null, null, DOC, 'subscription:data', { n: 2 });
    expect(heard).toHaveLength(1);
    expect(dropped).toMatchObject([{ why: 'unknown_topic', topic: DOC }]);
  });

  it('leaves the client as it is: no step of its chart', () => {
    const world = createWorld();
    onUnrouted(world.client, () => {});
    const socket = world.open();
    const before = world.client.getSnapshot();
    socket.say(null, null, DOC, 'subscription:data', {});
    expect(world.client.getSnapshot()).toBe(before);
  });

  it('is reported when a listener throws, and the others hear it', () => {
    const world = createWorld();
    const heard: unknown[] = [];
    const failed = hear(world.client, 'listener.failed');
    onUnrouted(world.client, () => {
      throw new Error('of mine');
    });
    onUnrouted(world.client, ({ event }) => heard.push(event));
    world.open().say(null, null, DOC, 'subscription:data', {});
    expect(heard).toEqual(['subscription:data']);
    expect(failed).toMatchObject([{ topic: DOC, event: 'onUnrouted' }]);
  });

  it('is not one that belongs to a join which is over', async () => {
    const { client, room, socket } = joinedRoom();
    const heard: unknown[] = [];
    onUnrouted(client, (message) => heard.push(message));
    const left = leave(room);
    socket.reply(socket.last('phx_leave'));
    await left;
    socket.say('1', null, TOPIC, 'you_left', {});
    expect(heard).toEqual([]);
  });

  it('reaches onMessage, without a channel', () => {
    const heard: unknown[] = [];
    const logic = defineClient({
      onMessage: (_, { topic, channel, event }) => heard.push([topic, channel, event]),
    });
    let say = (_: string) => {};
    const transport: TransportFactory = (_, sink) => {
      say = (text) => sink.received(text);
      return { send: () => {}, close: () => {} };
    };
    startDefined(logic, { transport });
    say(JSON.stringify([null, null, DOC, 'subscription:data', {}]));
    expect(heard).toEqual([[DOC, null, 'subscription:data']]);
  });
});
