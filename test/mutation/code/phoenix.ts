import type { Mistakes } from '../mistakes.ts';

/** Mistakes in what has the names and manners of phoenix.js. */
export const phoenixMistakes: Mistakes = {
  'phoenix/waits.ts': [
    ['PATIENCE = 3', 'PATIENCE = 4', 'our own law begins too late'],
    ['this.#asked > PATIENCE ? this.#asked : 0', '0', 'a server that crashes behind each ok is asked without end'],
    [
      'this.timer === null ? MAX_DELAY_MS : this.#delayMs',
      'this.#delayMs',
      'a wait that was not scheduled is waited for',
    ],
  ],
  'phoenix/afterwards.ts': [
    ['      fire();\n          run();', '      fire();', 'what a chart asks for when its timer fires is done too late'],
  ],
  'phoenix/channel.ts': [
    ['if (!push.sent) push.send();', '', 'a channel that is not joined is not left'],
    ['this.#leavePush = null;', '', 'a join that times out closes a channel that was left before'],
    ["if (!this.canPush()) push.trigger('ok', {});", '', 'a leave waits for its answer'],
    ['this.joinPush.timeout = timeout;', '', 'a join has the timeout of the channel'],
  ],
  'phoenix/channel.follow.ts': [
    ["life.lost('connection_closed');\n", '\n', 'retries are counted across connections'],
    ['if (channel.isJoining()) joinPush.reset();', '', 'a reply to a join of an old connection counts'],
    [
      'socket.isConnected() ? undefined : lossOf(reason)',
      'lossOf(reason)',
      'an error of an open connection is not joined again',
    ],
    ['life.end();', '', 'a channel that the server closes is joined again'],
  ],
  'phoenix/host.ts': [
    ["shouldRejoin: ({ cause }) => cause !== 'closed'", 'shouldRejoin: () => undefined', 'a refused join is given up'],
    [
      'this.has(topic) ? super.dueInMs(topic) : this.#hosted.joinTimeoutMs()',
      'super.dueInMs(topic)',
      'a join runs out behind a push of the same time',
    ],
    ['jitter: 0', 'jitter: 1', 'a wait is not exact'],
  ],
  'phoenix/outgoing.ts': [
    [' || channel.isClosed()', '', 'what a closed channel has left in the buffer is sent'],
    ['message.join_ref !== channel.joinRef() || ', '', 'a join that has timed out without a connection is sent'],
  ],
  'phoenix/traffic.ts': [
    ["message.event === 'phx_leave' || ", '', 'a leave is not sent'],
    ['if (!dialed?.isOpen()) return;', '', 'what is encoded late is sent by a connection that has closed'],
  ],
  'phoenix/dialing.ts': [
    ['CLOSE_MS = 1_500', 'CLOSE_MS = 15_000', 'a dead connection is waited for too long'],
    ['dialed.isClosed = true;', '', 'a close is told twice'],
  ],
  'phoenix/beating.ts': [
    [
      'if (!this.stillUses(dialed)) return;\n    this.trigger',
      'this.trigger',
      'a connection that was replaced is given up again',
    ],
    [
      'if (!this.stillUses(dialed)) return;\n    this.closeWasClean',
      'this.closeWasClean',
      'what disconnects when a heartbeat is not answered is overruled',
    ],
    ["this.#told('sent');", '', 'a heartbeat is sent without a word'],
    ["this.#told('disconnected');", '', 'a heartbeat that can not be sent is not told of'],
    ["payload.status === 'ok' ? 'ok' : 'error'", "'ok'", 'every answer to a heartbeat is ok'],
    [
      "shielded(this.connection, () => this.heartbeatCallback(status, latencyMs), null, 'heartbeatCallback')",
      'this.heartbeatCallback(status, latencyMs)',
      'a callback of heartbeats that throws breaks the socket',
    ],
  ],
  'phoenix/engine.ts': [
    [
      'autoSendHeartbeat ? heartbeatIntervalMs : MAX_DELAY_MS',
      'heartbeatIntervalMs',
      'heartbeats can not be turned off',
    ],
    ['? heartbeatIntervalMs : MAX_DELAY_MS', '? heartbeatIntervalMs : 0', 'sendHeartbeat() sends nothing'],
  ],
  'phoenix/before.reconnect.ts': [
    ['isPromiseLike(done) ? done.then(() => ({})) : {}', '{}', 'the promise of beforeReconnect is not waited for'],
  ],
  'phoenix/renewing.ts': [
    ['if (!dialed || dialed.isGone()) dial();', 'if (dialed) dial();', 'an open connection is not replaced'],
    [
      'connectClock === this.connectClock && !dialed.isEnded && dial()',
      'dial()',
      'a program that has disconnected is connected again',
    ],
  ],
  'phoenix/bindings.ts': [
    [' && this.filterBindings(binding, payload, ref)', '', 'filterBindings is not asked'],
    [
      'this.filterBindings(binding, payload, ref)',
      'this.filterBindings(binding, handled, ref)',
      'a filter sees the payload of onMessage',
    ],
  ],
  'phoenix/tear.down.ts': [
    ['if (push instanceof Push) push.destroy();', '{}', 'what waits in a channel that was torn down times out'],
    ['channel.rejoinTimer.reset();', '', 'a channel that was torn down waits to join again'],
    ['channel.bindings = [];', '', 'a channel that was torn down calls back'],
    ['life.end();', '', 'the actor of a channel that was torn down lives on'],
    ['channel.socket.remove(channel);', '', 'a socket keeps channels that were torn down'],
  ],
  'phoenix/life.ts': [
    [
      "this.#hosted.write([null, null, this.#topic(), 'phx_leave', {}]);",
      '',
      'a join that the program times out is not left',
    ],
    ["if (this.#state !== 'joining') return;", '', 'a join that has timed out is left twice'],
  ],
  'phoenix/line.ts': [
    ['if (!this.dialed || this.dialed.isEnded) this', 'this', 'connect() makes a second connection'],
    ['if (dialed.isOpen()) dialed.opened();', '', 'a connection that has not said that it is open is closed at once'],
    ["this.tell({ type: 'client.disconnect' });\n    throw", 'throw', 'a transport that throws is tried again'],
    ['if (!attempt) this.reconnectTimer.spend();', '', 'retries are not counted'],
    ['if (this.#attempt) return false;\n', '\n', 'beforeReconnect is called by connect()'],
    [
      'this.reconnectTimer.spend();\n    if (this.dialed',
      'if (this.dialed',
      'a retry that was not dialed is not counted',
    ],
    [
      'if (this.dialed?.isClosing) this.dialed = null;',
      '',
      'a connection that does not close looks as if it were closing for ever',
    ],
    [
      "this.tell({ type: 'client.disconnect' });\n      callback();",
      'callback();',
      'a program that disconnects before the retry is dialed is connected',
    ],
  ],
  'phoenix/paged.ts': [
    [
      'if (this.isConnected() || this.closeWasClean) return;',
      '',
      'a page that is shown connects what was disconnected',
    ],
    ['dialed === this.#shown && ', '', 'a page that is shown waits for a dead attempt'],
  ],
  'phoenix/topics.ts': [
    ['channel.joinRef() !== joinRef', 'false', 'a channel that was joined again meanwhile is told of the loss'],
    ['list.length !== this.#length', 'false', 'new channels hear nothing'],
  ],
  'phoenix/socket.ts': [
    [
      'if (this.transport === LongPoll) Object.assign(this, Serializer);',
      '',
      'long polling is given what it can not carry',
    ],
    ['this.reconnectTimer.restart();', '{}', 'a connection that has closed is waited for'],
  ],
  'phoenix/fallback.ts': [
    ['if (!hasOpened) this.#fallBack(error);', 'this.#fallBack(error);', 'a connection that breaks leads to LongPoll'],
    ["if (!this.#hasAnswered) owner.storeSession(KEY, 'true');", '', 'the next page tries the transport in vain'],
  ],
  'phoenix/presence.ts': [
    ['!this.joinRef || ', '', 'a diff before the first state is applied'],
    ['this.pendingDiffs.splice(0)', 'this.pendingDiffs', 'a diff is applied again after each state'],
  ],
  'phoenix/endpoint.ts': [
    ['token ? [', 'token !== undefined ? [', 'a token of null is sent'],
    [".replace(/=/g, '')", '', 'a subprotocol has characters that are not legal'],
  ],
};
