import type { Mistakes } from '../mistakes.ts';

/** Mistakes in how actors go on that were stopped and are started again, and in what is known of a page. */
export const restartMistakes: Mistakes = {
  'machines/restart.ts': [
    ["snapshot.status === 'stopped' && !isStop(event)", 'false', 'an actor that is started again stays stopped'],
  ],
  'machines/lasting.listeners.ts': [
    ['this.#listening?.get(listen)?.unsubscribe();', '', 'the undo of a listener does nothing'],
    [
      '        this.#listening?.delete(listen);\n',
      '',
      'a listener that is gone comes back when its actor is started again',
    ],
    ['      subscription.unsubscribe();\n', '', 'who listened to a stopped actor hears all twice'],
    ['this.#listening?.set(listen, listen());', '', 'nobody hears an actor that is started again'],
    ['this.#listening?.set(listen, listen());', 'listen();', 'after a restart a listener can not be undone'],
  ],
  'machines/client/client.restart.ts': [
    [
      'if (connection.life.begins())',
      'if (connection.life.begins() || true)',
      'a client that is started again does nothing',
    ],
    ['    channels?.start();\n', '', 'topics are not joined after a restart'],
    ['    page?.start();\n', '', 'the page is not heard after a restart'],
    ["    client.send({ type: 'client.restarted' });\n", '', 'nothing is dialed after a restart'],
    ['    tellStart(client);\n', '', 'onStart is not called at a restart'],
    ['{ ...next, children: snapshot.children }', 'next', 'a client that was stopped has no children to start'],
  ],
  'machines/client/client.logic.ts': [
    [
      'toClient(provide.call(chart, ',
      '(provide.call(chart, ',
      'a machine with delays of its own is persisted as any other',
    ],
    ['guardCallbacks(given)', 'given', 'a handler that throws ends the client'],
  ],
  'machines/client/client.failure.ts': [
    ['if (child) scope.stopChild(child);', '{}', 'a client that fails leaves its socket open'],
  ],
  'machines/client/life.ts': [
    ['if (!isFirst) this.#listeners.again();', '', 'handlers are not called after a restart'],
    [
      'return () => void this.#waiting.delete(listener);',
      'return () => {};',
      'who waits no more is told of every stop',
    ],
  ],
  'machines/client/early.start.ts': [
    ['if (!heard.has(listener)) ', '', 'who listened before the start hears everything twice'],
    ['if (!present.has(observer)) ', '', 'who subscribed before the start sees a snapshot twice'],
    ['if (actor.getSnapshot() !== snapshot) return;', '', 'who subscribes behind the start sees what is no more'],
    ['repeats.length > 0', 'true', 'who subscribes is told of nothing new'],
    ['topics.greeters.add(greet);', '', 'what a topic tells within the start is lost where the start makes it'],
    [
      '    for (const channel of topics.channels.values()) greet(channel);\n',
      '',
      'what a topic tells within the start is lost',
    ],
    [
      '[...ears.values()].flat()) ear.unsubscribe();',
      '[...ears.values()].flat()) void ear;',
      'a client listens to itself for ever',
    ],
    ['for (const report of reports) report();', '', 'what is wrong with a start is told to nobody'],
  ],
  'machines/client/early.stop.ts': [
    [
      'if (!connection.life.hasBegun)',
      'if (connection.life.hasBegun)',
      'promises wait for ever for a client that was never started',
    ],
    [
      "failAll(channel.getSnapshot().context, 'disconnected')",
      'channel',
      'pushes wait for a client that was never started',
    ],
    ['      connection.life.ends();\n', '', 'who waits for a client that was never started waits for ever'],
    ['return stop.call(client)', 'return', 'a client can not be stopped'],
  ],
  'machines/client/page.machine.ts': [
    ['hasTag(tag) === true', 'hasTag(tag) === false', 'what the page said is turned round'],
    [
      'pageMachine.transition = restartable(pageMachine.transition.bind(pageMachine));',
      '',
      'a page that is started again is shown as stopped',
    ],
  ],
};
