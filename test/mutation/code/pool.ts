import type { Mistakes } from '../mistakes.ts';

/** Mistakes in a pool: who gets which place, when there are more or fewer of them, and what moves. */
export const poolMistakes: Mistakes = {
  'pool/member.ts': [
    ['Math.min(this.#most, this.#learned', 'Math.max(this.#most, this.#learned', 'a limit is learned and not kept'],
    ['Math.floor(since / FORGET_MS)', '0', 'a limit that was learned never grows'],
    ['this.size < this.limit && ', '', 'a connection gets more topics than it takes'],
    [' && this.isOpen;', ';', 'a topic waits at a connection that is down'],
  ],
  'pool/crew.ts': [
    ['present.filter(({ isOpen }) => isOpen)', 'present', 'the only connection that is open is closed'],
    [' && member !== last', '', 'the last connection is closed, too'],
    ['member.size < chosen.size', 'member.size > chosen.size', 'a topic goes to the connection that has the most'],
  ],
  'pool/seating.ts': [
    ['    this.#watched?.ends();\n', '', 'telemetry does not hear of the end of a pool'],
    ['for (const member of this.#crew) member.close();', '', 'a socket is open while the next one is dialed'],
    [
      'Math.min(this.#limits.maxTopics, this.#crew.limit)',
      'this.#limits.maxTopics',
      'a new connection does not know the limit of the others',
    ],
    [' - this.#crew.coming.length', '', 'a connection is opened for topics that have one coming'],
    ['this.#limits.connections - this.#crew.size', 'lacking', 'there are more connections than there may be'],
    [' && this.#crew.isSettled', '', 'a pool is full while a connection is on its way'],
    ['if (this.isFull)', 'if (false as boolean)', 'nobody is told that the pool is full'],
    [
      'for (const seat of seatsOf(this.#pool)) if (seat.isWanted) this',
      'for (const seat of seatsOf(this.#pool)) this',
      'a closed topic gets a place',
    ],
    [
      'if (this.limit < this.#limits.maxTopics) member.learn(this.limit);',
      '',
      'a new connection learns the limit anew',
    ],
    ['for (const seat of seats) this.#place(seat);', '', 'the topics of a connection that has failed are lost'],
    [
      'for (const { connection } of this.#crew) for (const seat of seatsOf(connection)) seat.leave();',
      '',
      'topics keep a place at a connection that has ended',
    ],
    [
      'if (this.#line.get(topic) === seat) this.#line.leave(topic);',
      '',
      'a topic that was left still waits for a place',
    ],
    [
      '    this.fill();\n    if (this.waiting === 0',
      '    if (this.waiting === 0',
      'a place that is free again is not given to the next',
    ],
    [
      'if (member === null || allowed === 0) return false;',
      'if (member === null) return false;',
      'a refusal of the first topic counts as a limit',
    ],
    ['member.learn(allowed);', '', 'a limit is not learned from a refusal'],
  ],
  'pool/seat.ts': [
    [
      "return status === 'active' && value !== 'closed';",
      "return status === 'active';",
      'a closed topic is placed again',
    ],
    [
      "if (this.isOpen()) this.#channel?.send({ type: 'connection.opened' });",
      '',
      'a topic that gets a place does not join',
    ],
    ['    topics.remove(this.topic);\n', '', 'a topic that moves is still heard where it was'],
    ['this.#pool.isOpen() && ', '', 'topics join while the pool disconnects'],
    [
      'return this.#member?.connection.isWritable() === true;',
      'return true;',
      'a push is written to a socket that is full',
    ],
    [
      'this.#member?.connection.write(frame, push);',
      'this.#pool.write(frame, push);',
      'frames go out over the first connection',
    ],
    ['this.#present.told();', 'this.#pool.told();', 'a frame behind an answer is not kept back'],
  ],
  'pool/pooled.channel.ts': [
    ['isTooMany(event) && ifSeated', 'ifSeated', 'any refusal moves the topic'],
    [
      "if (code === 'channel_closed') ifSeated(context, (seat) => seat.seats.free(seat));",
      '',
      'a closed topic keeps its place',
    ],
    [
      "if (event.type !== 'channel.leave') ifSeated(context, (seat) => seat.seats.want(seat));",
      '',
      'a closed topic that is joined again gets no place',
    ],
    [
      "emitted.type === 'lost' || scope.emit(emitted)",
      'scope.emit(emitted)',
      'a topic that moves says that it was lost',
    ],
  ],
  'pool/member.machine.ts': [
    ["event.type === 'connection.ended'", 'false as boolean', 'pushes fail with the connection that gives up'],
    ['connection !== context.connection && isOpen', 'isOpen', 'a connection that is lost counts itself as open'],
    ['hasOthers(context) && willReconnect', 'willReconnect', 'all connections try again while none is open'],
    ['connection.showBy(pool);', '', 'a pool does not show the frames of its connections'],
    ['connection.nextRef = () => pool.nextRef();', '', 'two connections have the same refs'],
    ['value(attempt + before)', 'value(attempt)', 'functions are not told that the pool has tried before'],
    ['idleDisconnectMs: Number.POSITIVE_INFINITY,', '', 'a connection disconnects by itself'],
  ],
  'pool/member.hearing.ts': [
    [
      "if (willRetry) tell({ type: 'member.lost', id, ...loss });",
      '',
      'the pool does not hear that a connection is down',
    ],
    [
      "member.on('frame.dropped', (dropped) => pool.client.send(dropped));",
      '',
      'the pool does not tell of dropped frames',
    ],
    [
      "member.on('listener.failed', ({ error, topic, event }) => pool.report(error, topic, event));",
      '',
      'the pool does not report what a connection does',
    ],
  ],
  'pool/size.setup.ts': [
    [
      'reconnectDelayOf({ ...context, lastClose: null }, misses)',
      '0',
      'a connection that fails is dialed again at once',
    ],
    ['seating.pool.hearBy(connection.inbox);', '', 'a frame behind the answer to a wait for the pool is not kept back'],
    ['seating.pool.keepHeaders(connection.headers);', '', 'a pool has no response headers'],
    ['if (seating.restMs(member) <= 0) close(member);', 'close(member);', 'a connection is closed before its time'],
    ['close(member, code, reason)', 'close(member)', 'the close code of the user is lost'],
  ],
  'pool/size.machine.ts': [
    [
      "'member.lost': [{ guard: 'isOpen', actions: 'look' }, { actions: 'tellLost' }],",
      '',
      'a pool does not notice that all connections are down',
    ],
    [
      "actions: ['noteOpened', 'look', 'fill'] },",
      "actions: ['noteOpened', 'look'] },",
      'a new connection gets no topics',
    ],
    [
      "{ guard: 'hasSpare', target: 'shrinking' }",
      "{ guard: not('hasSpare'), target: 'steady' }",
      'a pool never shrinks',
    ],
    [
      "'topics.counted': { guard: 'lacks', target: 'dialing', reenter: true },",
      '',
      'a pool grows by one connection at a time',
    ],
    ['if (isStop(event) && isPresent) seating.end();', '', 'connections stay when the pool ends'],
  ],
  'pool/pool.machine.ts': [
    [
      'if (ended && topics.channels.get(ended.id) !== ended) free(ended);',
      '',
      'the place of a topic that was left stays taken',
    ],
    [
      'for (const member of seatingOf(context.connection).crew) member.client.send(fact);',
      '',
      'connections do not wake up with their page',
    ],
    [
      'machine.provide = (given) => pooled(provide.call(machine, given));',
      '',
      'a pool with implementations of the user is no pool',
    ],
  ],
  'pool/options.ts': [
    ['Number(value) >= 1', 'Number(value) >= 0', 'a pool may have no connection'],
    ['...checkOptions(given, rules)]', ']', 'the options of a pool are not checked'],
    ['Object.create(Object.getPrototypeOf(input))', '{}', 'inherited options are not seen'],
  ],
};
