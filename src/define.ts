import { assign, type EventObject } from 'xstate';
import { HandlerScope, type Wide } from './define.scope.ts';
import type { ClientHandlers, DefinedClient } from './define.types.ts';
import { type CallbackName, topicOf } from './machines/client/callbacks.ts';
import { Call } from './machines/client/calls.ts';
import type { ClientEvent } from './machines/client/client.events.ts';
import { clientMachine } from './machines/client/client.logic.ts';
import type { ClientContext } from './machines/client/client.ref.ts';
import { isPromiseLike } from './machines/promise.ts';
import { isStop } from './machines/stop.ts';
import { guarded } from './machines/user.code.ts';

/**
 * Makes a client out of handlers, as Slipstream makes one out of callbacks: a {@link clientMachine} that runs them, and
 * keeps user data for them. Start it with `interpret`, or invoke it from a machine of your own.
 *
 * ```ts
 * const counter = defineClient({
 *   assigns: { count: 0 },
 *   onStart: ({ client }) => void join(client, 'room:lobby'),
 *   onMessage: ({ update }) => update('count', (count) => count + 1),
 *   onCall: ({ assigns }, key: 'count') => assigns[key],
 * });
 * const client = interpret(counter, { input: { url: 'ws://localhost:4000/socket' } }).start();
 * console.log(await call(client, 'count'));
 * ```
 *
 * A handler that throws, or whose promise is rejected, is reported as `listener.failed`; what it has assigned before
 * stays assigned. A handler that is not given costs nothing.
 */
export function defineClient<
  Assigns extends object = Record<never, never>,
  Own extends EventObject = EventObject,
  Request = never,
  Answer = never,
>(handlers: ClientHandlers<Assigns, Own, Request, Answer>): DefinedClient<Own, Request, Answer>;
export function defineClient(handlers: ClientHandlers<Wide, EventObject, unknown, unknown>): typeof clientMachine {
  const { assigns, onStart, onConnect, onDisconnect, onJoin, onMessage, onReply, onTopicClose, onLeave } = handlers;
  const { onEvent, onCall, onTerminate } = handlers;
  const machine = clientMachine.provide({
    actions: {
      ...(assigns && { initAssigns: assign({ assigns: () => () => assigns }) }),
      ...(onStart && { onStart: run('onStart', onStart) }),
      ...(onConnect && { onConnect: run('onConnect', onConnect) }),
      ...(onDisconnect && { onDisconnect: run('onDisconnect', onDisconnect) }),
      ...(onJoin && { onJoin: run('onJoin', onJoin) }),
      ...(onMessage && { onMessage: run('onMessage', onMessage) }),
      ...(onReply && { onReply: run('onReply', onReply) }),
      ...(onTopicClose && { onTopicClose: run('onTopicClose', onTopicClose) }),
      ...(onLeave && { onLeave: run('onLeave', onLeave) }),
      ...(onEvent && { onEvent: run('onEvent', onEvent) }),
      ...(onCall && { onCall: run('onCall', answering(onCall)) }),
      ...(onTerminate && { onTerminate: run('onTerminate', onTerminate) }),
    },
  });
  if (onTerminate) hearStop(machine, (context) => handle('onTerminate', onTerminate, context, { reason: undefined }));
  return machine;
}

type Handler<Fact> = (scope: HandlerScope, fact: Fact) => unknown;

/** The action behind a handler: the chart takes what it assigned. */
function run<Fact>(name: CallbackName, handler: Handler<Fact>) {
  return assign<ClientContext, ClientEvent, Fact, ClientEvent, never>(({ context }, fact) => {
    const assigned = handle(name, handler, context, fact);
    return { assigns: () => assigned };
  });
}

/** Runs a handler, and returns the user data it leaves. */
function handle<Fact>(name: CallbackName, handler: Handler<Fact>, context: ClientContext, fact: Fact): Readonly<Wide> {
  const scope = new HandlerScope(context);
  guarded(context.connection, () => handler(scope, fact), topicOf(fact), name);
  return scope.end();
}

/** Has a machine hear when its actor is stopped from outside, which runs no action. */
function hearStop(machine: typeof clientMachine, terminate: (context: ClientContext) => void): void {
  const { transition } = machine;
  machine.transition = (snapshot, event, scope) => {
    if (isStop(event)) terminate(snapshot.context);
    return transition.call(machine, snapshot, event, scope);
  };
}

/** A caller is told of a throw itself, and nobody else is. */
function answering(onCall: Handler<unknown>): Handler<{ readonly call: unknown }> {
  return (scope, { call }) => {
    if (!(call instanceof Call)) return;
    const { request, settle } = call;
    const fail = (error: unknown) => settle({ error });
    try {
      const answer = onCall(scope, request);
      if (isPromiseLike(answer)) answer.then((value) => settle({ value }), fail);
      else settle({ value: answer });
    } catch (error) {
      fail(error);
    }
  };
}
