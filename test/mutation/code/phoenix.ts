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
    [
      "new Push(channel, 'phx_leave', () => ({}), joinPush.timeout).send();",
      '',
      'a join that the program times out is not left',
    ],
    ["if (life.ref?.getSnapshot().value === 'joining') {", '{', 'a join that has timed out is left twice'],
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
    ['jitter: 0', 'jitter: 1', 'a wait is not exact'],
    [
      "event.type !== 'connection.lost' || event === this.#loss",
      'true',
      'an actor joins again while its connection is lost',
    ],
    ["event.type === 'channel.leave' || ", '', 'a channel is still there whose actor has left'],
    [" || event.type === 'channel.rejoin'", '', 'an actor that is told to join again does not'],
    ['this.#isAsked = false;\n    return', 'return', 'a channel joins again that waits to do so'],
    [
      'this.#hosted.send(readable(frame), push)',
      'this.#hosted.send(frame, push)',
      'a push that has waited can not be read',
    ],
    [
      'this.#hosted.send(readable(frame), push)',
      'this.#hosted.send(readable(frame), null)',
      'a push is not told to be sent',
    ],
    ['this.#awaited.add(ref);', '', 'a push that was sent to the actor gets no reply'],
    ['    this.#connection.told();\n', '', 'code that awaits an actor misses what comes next'],
    [
      'return this.#connection.absence();',
      'return { error: null, isFinal: false };',
      'a push waits though nobody connects',
    ],
  ],
  'phoenix/hosted.logic.ts': [
    ["willRejoin: ({ event }) => event.type !== 'channel.closed'", '', 'a refused join is given up'],
  ],
  'phoenix/turns.ts': [
    [
      'super.dueInMs(topic, this.#owner.joinTimeoutMs())',
      'super.dueInMs(topic)',
      'a join runs out behind a push of the same time',
    ],
  ],
  'phoenix/life.ts': [
    ['connection.topics.add(topic, ref);', '', 'the client does not know the topics of the channels'],
    ["this.#ears !== null && isHeard(this.#ears, 'message')", 'false', 'listeners of an actor hear nothing'],
    [
      'this.#listeners?.keep(this.#ref?.getSnapshot().context.joinRef ?? null, { event, payload });',
      ';',
      'who asks later does not know who is present',
    ],
  ],
  'phoenix/channel.hosted.ts': [
    [' || channel.isJoined()', '', 'a joined channel can not be joined again by its actor'],
    ['channel.joinPush.reset();', '', 'the answer to an earlier join counts'],
    [' && channel.socket.isConnected()', '', 'a channel joins again without a connection'],
  ],
  'phoenix/beside.ts': [
    ["    if (event !== 'phx_reply') connection", '    connection', 'a late reply counts as a frame that was dropped'],
    ['bySocket) isTaken', 'bySocket) route', 'what the socket hears counts as dropped'],
    ["  room?.send({ type: 'channel.leave' });", '', 'a topic that a channel takes over is not left'],
    ['if (payload instanceof ArrayBuffer) return new Uint8Array(payload);', '', 'our own API gives buffers'],
    ['{ ...payload, response: asViews(payload.response) }', 'payload', 'our own API gives buffers in replies'],
  ],
  'phoenix/sight.ts': [
    [
      'if (inbox.isClosed) deal(message);\n  else inbox.take(deal, message);',
      'deal(message);',
      'code that awaits misses what comes next',
    ],
    ['watcher !== null || taps.size > 0 || ', 'watcher !== null || ', 'onFrame sees no frames of the channels'],
    ['watcher !== null || taps.size > 0', 'taps.size > 0', 'telemetry sees no frames of the channels'],
    ["connection.watcher?.drops('malformed');", '', 'telemetry takes what can not be read for a frame'],
    ['push?.written(frame, bytes);', '', 'a push is not told to be sent'],
    ['watched?.decoded(frame);', '', 'telemetry does not know what a frame was'],
  ],
  'phoenix/push.ts': [
    ['this.watched = null;\n      watched', 'watched', 'a push that is sent again has no start'],
    [" && !this.event.startsWith('phx_')", '', 'joins and leaves count as pushes'],
  ],
  'phoenix/watched.call.ts': [
    ["event.startsWith('phx_') || ", '', 'callbacks of a channel count as those of the program'],
    [" || event.startsWith('chan_reply_')", '', 'callbacks of a push count as those of the program'],
  ],
  'phoenix/dialed.ts': [
    [
      'if (code !== 1000 || reason) this.closing = [code, reason];',
      '',
      'the code of disconnect() is not that of the close',
    ],
  ],
  'phoenix/engine.ts': [
    [
      'serializer: { ...v2(), encode: (frame) => encoded(driven, frame) },',
      '',
      'the client has an encoding of its own',
    ],
    [
      'autoSendHeartbeat ? heartbeatIntervalMs : MAX_DELAY_MS',
      'heartbeatIntervalMs',
      'heartbeats can not be turned off',
    ],
    ['? heartbeatIntervalMs : MAX_DELAY_MS', '? heartbeatIntervalMs : 0', 'sendHeartbeat() sends nothing'],
  ],
  'phoenix/outgoing.ts': [
    [' || channel.isClosed()', '', 'what a closed channel has left in the buffer is sent'],
    ['message.join_ref !== channel.joinRef() || ', '', 'a join that has timed out without a connection is sent'],
  ],
  'phoenix/traffic.ts': [
    ["message.event !== 'phx_leave' && ", '', 'a leave is not sent'],
    ['!dialed?.isOpen() || ', '!dialed || ', 'what is encoded late is sent by a connection that has closed'],
  ],
  'phoenix/dialing.ts': [
    [
      'this.pendingHeartbeatRef = null;\n    this.#hear',
      'this.#hear',
      'a connection waits for the heartbeat of an earlier one',
    ],
    ['if (wasOpen) this', 'if (previous?.isOpen()) this', 'channels do not hear of a connection that is replaced'],
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
  'phoenix/before.reconnect.ts': [
    ['isPromiseLike(done) ? done.then(() => ({})) : {}', '{}', 'the promise of beforeReconnect is not waited for'],
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
  'phoenix/line.ts': [
    ['if (!this.dialed || this.dialed.isEnded) this', 'this', 'connect() makes a second connection'],
    [
      "if (this.client.getSnapshot().matches('disconnecting')) this.pendingHeartbeatRef = null;",
      '',
      'a disconnect counts as a heartbeat without an answer',
    ],
    [
      'if (!this.closeWasClean && !this.#isTelling && !dialed?.ends.length) this.giveUp();',
      '',
      'a socket does not know that its client has disconnected',
    ],
    ["this.tell({ type: 'client.disconnect' });\n    throw", 'throw', 'a transport that throws is tried again'],
    ["attempt ? 'stop' : 'spend'", "'stop'", 'retries are not counted'],
    ["'stop' : 'spend'", "'spend' : 'spend'", 'connect() counts as a retry'],
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
  ],
  'phoenix/ending.ts': [
    [
      "this.tell({ type: 'client.disconnect' });\n      callback();",
      'callback();',
      'a disconnect between two connections is forgotten',
    ],
    ['if (dialed.isOpen()) dialed.opened();', '', 'a connection that has not said that it is open is closed at once'],
  ],
  'phoenix/paged.ts': [
    ['if (!dialed || dialed.isGone()) dial();', 'if (dialed) dial();', 'an open connection is not replaced'],
    [
      'connectClock === this.connectClock && !dialed.isEnded && dial()',
      'dial()',
      'a program that has disconnected is connected again',
    ],
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
    ['if (isRead) throw error;', '', 'what a callback throws is reported as a message that can not be read'],
    ['this.decode === decode', 'true', 'the decode of a program is not asked'],
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
    ['if (joinRef !== this.#pendingRef) this.pendingDiffs = [];', '', 'a diff of an earlier join is applied'],
    ['!this.joinRef || ', '', 'a diff before the first state is applied'],
    ['this.pendingDiffs.splice(0)', 'this.pendingDiffs', 'a diff is applied again after each state'],
  ],
  'phoenix/endpoint.ts': [
    ['token ? [', 'token !== undefined ? [', 'a token of null is sent'],
    [".replace(/=/g, '')", '', 'a subprotocol has characters that are not legal'],
  ],
};
