import type { Mistakes } from '../mistakes.ts';

/** Mistakes in a client that is made of handlers. */
export const handlerMistakes: Mistakes = {
  'define.ts': [
    [
      "return { assigns: changeAssigns(connection, assigns, ofType(event, 'client.assign').change) };",
      'return { assigns };',
      'changed assigns are not kept',
    ],
    ['if (!isCall(call)) return {};', '', 'what is no call ends the client'],
    [
      'return given.then((value) => settle({ value }));',
      'void given.then((value) => settle({ value }));',
      'a call that rejects is never answered',
    ],
    ['watcher: context.connection.watcher,', 'watcher: null,', 'nobody sees a call'],
    ['report: (error: unknown) => settle({ error })', 'report: () => {}', 'a call that throws is never answered'],
    ['context, null, caller)', 'context, null)', 'a call that throws is reported to others'],
    ['if (isStop(event)) terminate?.(snapshot.context);', '', 'a client that is stopped from outside does not say so'],
    ['if (raised === snapshot.context.raised) return next;', 'return next;', 'nothing comes of what is raised'],
    ["if (next.status === 'active') next = going", 'next = going', 'a client goes on behind its end'],
    [
      'next = going.transition(next, own, scope)',
      'next = transition.call(machine, next, own, scope)',
      'what is raised by what was raised comes to nothing',
    ],
    ['isReplaced ? undefined : terminate', 'terminate', 'a handler is called that was replaced'],
    [
      'withHandlers(provide.call(machine, given), isReplaced ? undefined : terminate)',
      'provide.call(machine, given)',
      'a client that is provided for forgets how it ends',
    ],
  ],
  'define.scope.ts': [
    [
      'if (this.#draft === null) this.#send(event);\n    else this.#raised',
      'this.#raised',
      'what is raised behind an await is lost',
    ],
    ['[...(this.#raised ?? []), event]', '[event]', 'only the last event is raised'],
    [
      'if (this.#connection.isOpen()) void turn().then(stop);\n    else stop();',
      'stop();',
      'a stop overtakes what was asked before',
    ],
    [
      'if (this.#connection.isOpen()) void turn().then(stop);\n    else stop();',
      'void turn().then(stop);',
      'a stop comes too late for the first attempt',
    ],
    ['    this.#draft = null;\n    return raised', '    return raised', 'what is assigned behind an await is lost'],
  ],
  'machines/client/callbacks.start.ts': [
    ["if (reason === 'idle') return !isUnused(connection);", '', 'an idle client does not connect for a topic'],
    ['return !isUnused(connection)', 'return true', 'an idle client connects without a topic'],
    ["reason !== 'never_connected' || ", '', 'a client that was asked to disconnect connects again'],
    ['!connection.configuration.autoConnect) return', 'false) return', 'a client always connects at once'],
    ["type === 'client.prepared' || ", '', 'a client with onStart never connects'],
    ["!isProvided(connection.client, 'onStart')", 'true', 'a client connects before its onStart is called'],
  ],
  'machines/client/strangers.ts': [
    ['if (this.#types.has(type)) return;', '', 'what nobody knows is told of each time'],
    ["'event_unknown', type), topic, type)", "'event_unknown', type), null, type)", 'nobody knows where an event went'],
  ],
  'machines/known.events.ts': [
    ['events.includes(type) || ', '', 'events of a chart are told of as unknown'],
    [" || type.startsWith('xstate.')", '', 'events of XState are told of as unknown'],
  ],
  'machines/client/silence.ts': [
    ['if (restMs > LONGEST_REST_MS)', 'if (false)', 'nobody is warned of a rest that is too long'],
    ['restMs > LONGEST_REST_MS', 'restMs >= LONGEST_REST_MS', 'a rest is too long that is not'],
    ['45_000', '60_000', 'a rest of a minute is short enough'],
  ],
  'ending.ts': [
    ["typeof key === 'symbol' ? ", 'true ? ', 'a platform without the symbol has a key of its own'],
    ['{ [key]: () => end().then(() => {}) }', '{}', 'nothing ends with its block'],
  ],
  'disposal.ts': [
    ['.catch(() => {});\n    client', ';\n    client', 'a client that connects again is not stopped'],
    ['    client.stop();\n', '', 'a client that is disconnected is left running'],
    ['await disconnect(client).catch(() => {});', '', 'a client is stopped without a word'],
  ],
};
