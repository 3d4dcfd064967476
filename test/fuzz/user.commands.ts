import type { Random } from '../proof/random.ts';
import type { MakeAct } from './user.acts.ts';
import { optionOf, text, topicOf } from './user.draw.ts';

const clientCommands: Readonly<Record<string, readonly string[]>> = {
  'client.connect': [],
  'client.disconnect': ['code', 'reason'],
  'client.reconnect': [],
  'client.call': ['call'],
  'client.assign': ['change'],
  'channel.join': ['topic', 'params', 'rejoinAfterMs', 'joinTimeoutMs'],
  'channel.leave': ['topic', 'timeoutMs'],
  'channel.push': ['topic', 'event', 'payload', 'id', 'call'],
  'channel.cast': ['topic', 'event', 'payload', 'whenNotJoined'],
  'network.online': [],
  'network.offline': [],
  'page.hidden': [],
  'page.visible': [],
  'page.resumed': [],
  'page.frozen': [],
  'page.suspended': [],
  'anything.else': ['event', 'topic'],
  'connection.else': ['event', 'topic'],
  'channel.else': ['event', 'topic'],
};

const channelCommands: Readonly<Record<string, readonly string[]>> = {
  'channel.join': ['params'],
  'channel.rejoin': ['params'],
  'channel.leave': ['timeoutMs'],
  'channel.push': ['event', 'payload', 'id', 'call'],
  'channel.cast': ['event', 'payload', 'whenNotJoined'],
  'anything.else': ['event'],
  'push.else': ['event'],
};

/** A command as an event, with contents that may be anything; the type itself is one that there is. */
export const sends: readonly MakeAct[] = [
  (random) => {
    const event = eventOf(random, clientCommands);
    return { words: 'client.send', errors: [], given: [event], do: ({ client }) => client.send(event) };
  },
  (random) => {
    const event = eventOf(random, channelCommands);
    return { words: 'room.send', errors: [], given: [event], do: ({ room }) => room.send(event) };
  },
];

function eventOf(random: Random, commands: Readonly<Record<string, readonly string[]>>): never {
  const type = random.pick(Object.keys(commands));
  const event: Record<string, unknown> = { type };
  for (const key of commands[type] ?? []) {
    if (random.chance(0.1)) continue;
    event[key] = key === 'topic' ? topicOf(random) : key.endsWith('Ms') ? optionOf(random, key) : text(random);
  }
  // An event may be anything here, and the type of `send` is what is put to the test.
  return event as never;
}
