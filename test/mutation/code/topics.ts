import type { Mistakes } from '../mistakes.ts';

/** Mistakes in how a client keeps its topics: the table, the supervisor, and what is persisted of them. */
export const topicMistakes: Mistakes = {
  'machines/client/topics.ts': [
    [
      'this.#channels.delete(topic);\n    this.#channels.set',
      'this.#channels.set',
      'a topic that is joined anew keeps its old place',
    ],
    ['if (channel) this.wanted.delete(channel);', '', 'a topic that was left while the client was stopped counts'],
    ['for (const greet of this.greeters) greet(channel);', '', 'handlers do not hear of a new channel'],
    ['this.#channels.delete(topic);\n    this.#awaited', 'this.#awaited', 'a channel that was left stays in the table'],
    ['this.#awaited.delete(topic);', '', 'the refs of a topic that is gone are kept'],
    ["if (event === 'phx_join') this", "if (event !== 'phx_leave') this", 'whatever is written counts as a join'],
    ['{ joinRef: ref, leaveRef: null }', '{ joinRef: null, leaveRef: null }', 'the answer to a join is not known'],
    ["else if (event === 'phx_leave') this", 'else this', 'whatever is written counts as a leave'],
    [
      '{ joinRef: null, leaveRef: ref }',
      '{ joinRef: this.#awaited.get(topic)?.joinRef ?? null, leaveRef: ref }',
      'the answer to a join that was given up counts',
    ],
    ['{ joinRef: null, leaveRef: ref }', '{ joinRef: null, leaveRef: null }', 'the answer to a leave is not known'],
  ],
  'machines/client/channels.actor.ts': [
    [
      '      else startChannel(connection, channel);\n',
      '',
      'topics that were joined before the start are never joined',
    ],
    [
      "if ('actorId' in event) forget(connection, event);\n  else if",
      'if',
      'a channel that is gone stays in the table',
    ],
    [
      "status: 'stopped', output: undefined, error: undefined };",
      "status: 'active', output: undefined, error: undefined };",
      'a stopped supervisor counts as running',
    ],
    [
      'if (!knows(channelLogic, type)) connection.ignores(type, problems.length > 0 ? null : topic);\n  else if',
      'if',
      'a command that nobody knows is handed on',
    ],
    ['problems.length > 0 ? null : topic', 'topic', 'a topic that is none is told of'],
    ['joins.clear();', '', 'turns outlive their connection'],
    ["if (event.type === 'connection.lost') {", 'if (event.type) {', 'turns end when a buffer has drained'],
    ['goodbyes === false', 'goodbyes', 'a server that does not notice a close keeps its channels'],
    ['?.goodbyes === false', '', 'topics are left before every close'],
    [
      'if (!joins.stuck.has(topic)) channel.send(event)',
      'channel.send(event)',
      'a topic that has kept the server joins before the others',
    ],
    [
      'for (const topic of joins.stuck) channels.get(topic)?.send(event);',
      '',
      'a topic that has kept the server hears of no connection',
    ],
    ["event.type.startsWith('connection.')", "!('topic' in event)", 'a command without a topic is obeyed by all'],
    [
      'if (problems.length > 0) connection.report(new ConfigurationError(problems), topic, type);',
      'if (problems.length > 0) return;',
      'a command for a bad topic fails without a word',
    ],
    [
      "if (type !== 'channel.join') connection",
      "if (type === 'channel.push') connection",
      'a leave of a topic that is not there joins it',
    ],
    [
      'else startChannel(connection, obtainChannel(',
      'else void (obtainChannel(',
      'a channel.join makes a channel that does nothing',
    ],
    [
      'if (isOver(channel)) topics.remove(topic);',
      'if (isOver(channel)) continue;',
      'a topic that was left before a stop stays in the table',
    ],
    ['  connection.life.ends();\n', '', 'who waits for a client does not hear that it is stopped'],
    ['restartable(supervise)', 'supervise', 'a supervisor that is started again stays stopped'],
    ['params === undefined ? {} : { params }', '{}', 'a channel.join does not bring its params'],
    [
      "if (topics.channels.get(topic)?.getSnapshot().status !== 'active')",
      "if (topic !== '')",
      'the end of an old channel removes its successor',
    ],
    ['    topics.remove(topic);\n', '', 'a topic that is gone keeps its place in the table'],
    ['    joins.forget(topic);\n', '', 'a topic that is gone keeps its turn'],
    [
      "if (error !== undefined) connection.report(error, topic, 'channel');",
      '',
      'a channel that throws does so without a word',
    ],
    [
      "if (client.getSnapshot().hasTag('connected'))\n    tellAll(connection, { type: 'connection.lost', reason: 'connection_closed' });",
      '',
      'channels are stopped with their timers running',
    ],
    ["if (client.getSnapshot().hasTag('connected'))\n    ", '', 'topics that are offline are told so again at a stop'],
    [
      'for (const channel of topics.channels.values()) stopChild(channel);',
      '',
      'a stopped client does not stop its channels',
    ],
  ],
  'machines/client/obtain.channel.ts': [
    ["if (status !== 'stopped') return;", 'return;', 'a topic that was stopped is not joined again'],
    ['context.listeners.again();', '', 'nobody hears the messages of a topic that is started again'],
    ['topics.greet(channel);', '', 'handlers do not hear of a topic that is started again'],
    [
      "status !== 'active' && status !== 'stopped'",
      "status !== 'active'",
      'a topic that was stopped gets another channel',
    ],
    [
      'if (present !== undefined && !isOver(present)) {',
      'if (present !== undefined) {',
      'a topic that was left is never joined again',
    ],
    [
      '...(params !== undefined && { params }) });\n    return present',
      '});\n    return present',
      'a second join does not bring its params',
    ],
    ['topics.add(topic, channel);', '', 'a topic may have any number of channels'],
  ],
  'machines/client/wanted.topics.ts': [
    ['.filter(isWanted)', '', 'a topic that is being left is kept as wanted'],
    [
      "typeof value === 'function' ? { topic } : { topic, params: value }",
      '{ topic, params: value }',
      'params that a function gives are persisted',
    ],
    ['{ topic, params: value }', '{ topic }', 'params that are constant are not persisted'],
    ["(status === 'active' || status === 'stopped')", "status === 'active'", 'a stopped client wants nothing'],
    [" && value !== 'leaving'", '', 'a topic that is being left is wanted'],
    [" && value !== 'closed'", '', 'a topic that the server closed is wanted'],
  ],
  'machines/client/client.persistence.ts': [
    ['context.connection.topics : {', '{ channels: new Map() } : {', 'no topic is persisted'],
    [
      "'connection' in context ? context.connection.topics : { channels: new Map() }",
      'context.connection.topics',
      'a client made of a bad input can not be persisted',
    ],
    [
      'obtainChannel(snapshot.context.connection, channels, topic, { params })',
      'obtainChannel(snapshot.context.connection, channels, topic, {})',
      'restored topics have lost their params',
    ],
    ['!Array.isArray(topics)', '!topics', 'a snapshot of anything is restored'],
    ['[...topics].flatMap(problemsOf)', '[]', 'a snapshot with a bad topic is restored'],
    ['[...topics].flatMap', 'topics.flatMap', 'a hole in the list is no bad topic'],
    ['topics[$', 'topics[0$', 'nobody knows which topic is bad'],
    ['version !== undefined && version', 'version', 'a snapshot from before there were versions is refused'],
    ['version !== undefined && version !== KEPT_VERSION', 'false', 'a snapshot of any version is restored'],
  ],
};
