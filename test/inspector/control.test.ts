import { describe, expect, it } from 'vitest';
import { join } from 'xstate-phoenix';
import { show } from '../../inspector/src/live.ts';
import { accept, hear, TOPIC } from '../support/room.ts';
import { inspectedWorld, Page } from './inspected.ts';
import '../support/matchers.ts';

function controlled(control = true) {
  const made = inspectedWorld({ control });
  made.world.open();
  const room = join(made.client, TOPIC);
  accept(made.world.socket);
  const numbers = { client: made.actor('client').n, room: made.actor(TOPIC).n, transport: made.actor('transport').n };
  return { ...made, room, ...{ numbers } };
}

describe('control', () => {
  it('sends commands to the client', () => {
    const { control, client, clock, numbers, world } = controlled();
    expect(control.send(numbers.client, { type: 'client.disconnect', code: 4000, reason: 'enough' })).toBeNull();
    expect(world.socket.closing).toEqual({ code: 4000, reason: 'enough' });
    clock.increment(3000);
    expect(client.getSnapshot().value).toBe('disconnected');
    expect(control.send(numbers.client, { type: 'client.connect' })).toBeNull();
    expect(client.getSnapshot().value).toEqual({ connecting: 'dialing' });
  });

  it('sends commands to topics, pushes too', () => {
    const { control, room, numbers, world } = controlled();
    const heard = hear(room);
    const push = { type: 'channel.push', event: 'ask', payload: { n: 1 }, id: 'mine' };
    expect(control.send(numbers.room, push)).toBeNull();
    expect(world.socket.last('ask')[4]).toEqual({ n: 1 });
    world.socket.reply(world.socket.last('ask'));
    expect(heard).toMatchObject([{ type: 'reply', id: 'mine' }]);
    expect(control.send(numbers.room, { type: 'channel.leave' })).toBeNull();
    expect(room.getSnapshot().value).toBe('leaving');
  });

  it.each([
    ['an event of XState', { type: 'xstate.stop' }],
    ['an event of XState that ends a child', { type: 'xstate.done.actor.channels' }],
    ['a wildcard', { type: '*' }],
    ['a fact', { type: 'transport.closed', code: 1000, reason: '' }],
    ['a call', { type: 'client.call', call: {} }],
    ['the name of a method of all objects', { type: 'constructor' }],
    ['no event', null],
    ['an event without a type', {}],
    ['a command with a wrong field', { type: 'client.disconnect', code: 'x' }],
    ['a command without a field', { type: 'channel.push', topic: TOPIC, payload: 1 }],
    ['a command with a field too many', { type: 'client.connect', call: {} }],
  ])('refuses %s, and says why', (_, event) => {
    const { control, client, numbers } = controlled();
    const before = client.getSnapshot();
    expect(control.send(numbers.client, event)).toMatch(/^\S.*\.$/);
    expect(client.getSnapshot()).toBe(before);
  });

  it('refuses a push with a call, which only code can answer', () => {
    const { control, room, numbers } = controlled();
    const push = { type: 'channel.push', event: 'ask', payload: {}, call: { timeoutMs: 1 } };
    expect(control.send(numbers.room, push)).toBe('channel.push has no field call.');
    expect(room.getSnapshot().status).toBe('active');
  });

  it('refuses actors that have no commands, or are gone', () => {
    const { control, client, numbers } = controlled();
    expect(control.send(numbers.transport, { type: 'client.connect' })).toContain(
      'only be sent to the client and to topics',
    );
    client.stop();
    expect(control.send(numbers.client, { type: 'client.connect' })).toBe('This actor has ended.');
    expect(control.send(4711, { type: 'client.connect' })).toBe('This actor has ended.');
  });

  it('refuses everything where it was not asked for', () => {
    const { control, client, numbers } = controlled(false);
    const before = client.getSnapshot();
    expect(control.send(numbers.client, { type: 'client.disconnect' })).toContain('without `control: true`');
    expect(client.getSnapshot()).toBe(before);
  });

  it('comes from a page, which is told of a refusal', () => {
    const { control, hub, client, numbers } = controlled();
    const page = new Page();
    const shown = show(hub, page, control);
    expect(page.of('hello')[0]?.control).toBe(true);
    shown.receive(JSON.stringify({ type: 'send', n: numbers.client, event: { type: 'xstate.stop' } }));
    expect(page.of('refused')).toHaveLength(1);
    shown.receive(JSON.stringify({ type: 'send', n: numbers.client, event: { type: 'client.reconnect' } }));
    expect(page.of('refused')).toHaveLength(1);
    expect(client.getSnapshot().value).toEqual({ connecting: 'dialing' });
  });
});
