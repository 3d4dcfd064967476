import type { Mistakes } from '../mistakes.ts';

/** Mistakes in a group: who owns a topic, when it is taken and given up, and for how long a list is relied on. */
export const groupMistakes: Mistakes = {
  'group/owner.ts': [
    [' && member.name >= String(owner)', '', 'of two with the same weight, the last one owns the topic'],
    ['hash: mix(fnv1a(name))', 'hash: fnv1a(name)', 'the weights are not those that are written down'],
    ['>>> 0;', '| 0;', 'weights may be negative'],
  ],
  'group/sharing.ts': [
    ['due.get(topic) ?? now + graceMs', 'due.get(topic) ?? now', 'a topic is taken without a grace'],
    ['due.get(topic) ?? now + graceMs', 'now + graceMs', 'who comes for another topic begins the grace anew'],
    ['ownerOf(topic) === member', 'ownerOf(topic) !== undefined', 'each member owns every topic'],
    [
      'owned: own.length - next.length === owned.length ? owned : own.filter((topic) => had.has(topic))',
      'owned',
      'a topic that has moved is kept',
    ],
    ['members: isSame ? sharing.members : members', 'members: sharing.members', 'nobody is told who the members are'],
    ['at > now));', 'at >= now));', 'a grace that is over is not over'],
    ['let rest = MAX_DELAY_MS;', 'let rest = Number.POSITIVE_INFINITY;', 'a timer is set that no timer can wait for'],
  ],
  'group/lease.ts': [
    ['const LEAST_MS = 3_000;', 'const LEAST_MS = 60_000;', 'a list is relied on when others have another one'],
    ['this.#knownAt = askedAt;', '', 'no answer makes the list any newer'],
    [
      'this.#knownAt = askedAt;',
      'this.#knownAt = this.#connection.time.now();',
      'the list counts from when the answer comes',
    ],
    ['if (this.#asked.size === 0) this.#deafen();', '', 'all frames are looked at for ever'],
  ],
  'group/membership.ts': [
    ['      this.#joins += 1;\n', '', 'the presence of a lost join counts as that of the present one'],
    ['if (this.leaseMs <= 0) this.#ask();', '', 'who has slept is never a member again'],
    ['own && this.leaseMs > 0', 'own', 'an old list is relied on'],
    [
      'if (member && entry?.metas.some(isOther))',
      'if (member && false)',
      'two members of one name own the same topics',
    ],
    ['this.leaseMs <= 0 ? null : absent', 'absent', 'who is cut off is told that the server is wrong'],
    ['.sort()', '', 'the list has another order for each member'],
    ['if (known !== this.#last) tell(fact);', 'tell(fact);', 'the same news begins the patience anew'],
    ['      looking.unsubscribe();\n', '', 'a group that has ended still looks at its topic'],
  ],
  'group/following.ts': [
    ['return channel && leave(channel);', 'return channel;', 'a topic that has moved is not left'],
    [
      "  emit({ type: 'owned', topic, channel });\n  startChannel(connection, channel);",
      "  startChannel(connection, channel);\n  emit({ type: 'owned', topic, channel });",
      'a topic is joined before anybody can listen',
    ],
    ['fence: current().fence', 'fence: null', 'a join has no fence'],
    ["if (after.fence === null) return 'lost';", '', 'what is lost counts as moved'],
    ['if (problems.length === 0) return given;', 'return given;', 'options that can not be used are used'],
  ],
  'group/join.params.ts': [
    ['{ ...params, ...own }', '{ ...own, ...params }', 'params of the user replace the fence'],
    ['if (params === null || params === undefined) return params;', '', 'a topic whose params are not known yet fails'],
  ],
  'group/topics.ts': [
    ['if (found === undefined) topics.add(topic as string);', 'topics.add(topic as string);', 'bad topics are shared'],
    ["topic === group ? 'is the topic of the group itself' : ", '', 'a group shares its own topic'],
  ],
  'group/group.machine.ts': [
    ["joining: { entry: 'giveUp' }", 'joining: {}', 'a member that has lost its connection goes on'],
    ["waiting: { entry: 'giveUp',", 'waiting: {', 'a member that is not in the list goes on'],
    ["closed: { entry: 'giveUp' }", 'closed: {}', 'a member whose group is closed goes on'],
    ["guard: 'isKnown', ", '', 'a topic is taken by a grace that was slept through'],
    ["after: { pulse: { target: 'member', reenter: true } },", '', 'nobody looks how old the list is'],
    ["'room.*': {}, 'members.listed': {}, ", '', 'a member that leaves takes topics again'],
    ["after: { patience: { actions: 'reportObstacle' } }", '', 'nobody is told that the server tracks no member'],
  ],
  'group/group.logic.ts': [
    ['if (isStopped) void membership.leave();', 'if (isStopped) void 0;', 'a group that is stopped stays a member'],
    ['{ ...stepped.context, ...nothing }', '{ ...stepped.context }', 'topics stay when the group is stopped'],
    ["if (next.status !== 'active') membership.end();", '', 'the presence of a group stays when it has ended'],
    [
      'const step = restartable(groupChart.transition.bind(groupChart));',
      'const step = groupChart.transition.bind(groupChart);',
      'a group can not be started again',
    ],
  ],
  'group/group.ts': [['clock: client.system._clock,', '', 'a group has another clock than its client']],
};
