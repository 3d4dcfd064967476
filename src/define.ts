import { assign, type EventObject } from 'xstate';
import { HandlerScope, type Wide } from './define.scope.ts';
import type { ClientHandlers, DefinedClient } from './define.types.ts';
import { changeAssigns } from './machines/client/assigns.ts';
import { assigning } from './machines/client/callbacks.assigning.ts';
import { type CallbackName, topicOf } from './machines/client/callbacks.ts';
import { isCall } from './machines/client/calls.ts';
import type { ClientEvent } from './machines/client/client.events.ts';
import { clientMachine } from './machines/client/client.logic.ts';
import type { ClientContext } from './machines/client/client.ref.ts';
import { ofType } from './machines/events.ts';
import { isPromiseLike } from './machines/promise.ts';
import { isStop } from './machines/stop.ts';
import { guarded, type UserCodeOwner } from './machines/user.code.ts';

/**
 * Makes a client out of handlers, as Slipstream does out of callbacks. The result is a {@link clientMachine} that calls the
 * handlers and keeps data for them, the assigns. Start it with `interpret`, or invoke it from a machine of your own.
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
 * If a handler throws, or its promise rejects, `listener.failed` reports it. What the handler assigned before stays
 * assigned.
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
      takeAssigns,
      ...(onStart && { onStart: run('onStart', onStart) }),
      ...(onConnect && { onConnect: run('onConnect', onConnect) }),
      ...(onDisconnect && { onDisconnect: run('onDisconnect', onDisconnect) }),
      ...(onJoin && { onJoin: run('onJoin', onJoin) }),
      ...(onMessage && { onMessage: run('onMessage', onMessage) }),
      ...(onReply && { onReply: run('onReply', onReply) }),
      ...(onTopicClose && { onTopicClose: run('onTopicClose', onTopicClose) }),
      ...(onLeave && { onLeave: run('onLeave', onLeave) }),
      ...(onEvent && { onEvent: run('onEvent', onEvent) }),
      ...(onCall && { onCall: answer(onCall) }),
      ...(onTerminate && { onTerminate: run('onTerminate', onTerminate) }),
    },
  });
  const terminate =
    onTerminate &&
    ((context: ClientContext) => void handle('onTerminate', onTerminate, context, { reason: undefined }));
  return withHandlers(machine, terminate);
}

type Handler<Fact> = (scope: HandlerScope, fact: Fact) => unknown;

type Machine = typeof clientMachine;

/** A machine that also takes events of the user. */
interface Going {
  transition(
    snapshot: Parameters<Machine['transition']>[0],
    event: EventObject,
    scope: Parameters<Machine['transition']>[2],
  ): ReturnType<Machine['transition']>;
}

/** Takes over what a handler assigned behind an `await`. */
const takeAssigns = assign<ClientContext, ClientEvent, unknown, ClientEvent, never>(({ context, event }) => {
  const { connection, assigns } = context;
  return { assigns: changeAssigns(connection, assigns, ofType(event, 'client.assign').change) };
});

/** Makes the action of a handler. It assigns what the handler assigned. */
function run<Fact>(name: CallbackName, handler: Handler<Fact>) {
  return assigning<Fact>((context, fact) => handle(name, handler, context, fact));
}

/** If `onCall` throws, its caller gets the error, and `listener.failed` does not report it. */
function answer(onCall: Handler<unknown>) {
  return assign<ClientContext, ClientEvent, { readonly call: unknown }, ClientEvent, never>(({ context }, { call }) => {
    if (!isCall(call)) return {};
    const { request, settle } = call;
    const answered: Handler<unknown> = (scope) => {
      const given = onCall(scope, request);
      if (isPromiseLike(given)) return given.then((value) => settle({ value }));
      return settle({ value: given });
    };
    const caller = { watcher: context.connection.watcher, report: (error: unknown) => settle({ error }) };
    return handle('onCall', answered, context, null, caller);
  });
}

/** Runs a handler, and returns what it changed. */
function handle<Fact>(
  name: CallbackName,
  handler: Handler<Fact>,
  context: ClientContext,
  fact: Fact,
  owner: UserCodeOwner = context.connection,
): Partial<ClientContext> {
  const scope = new HandlerScope(context);
  guarded(owner, () => handler(scope, fact), topicOf(fact), name);
  return scope.end();
}

/**
 * Makes a machine handle the events that its handlers have raised before any other event. It also calls `onTerminate`
 * when the actor is stopped from outside, since XState runs no action then.
 */
function withHandlers(machine: Machine, terminate: ((context: ClientContext) => void) | undefined): Machine {
  const { provide } = machine;
  const going: Going = machine;
  const { transition } = going;
  going.transition = (snapshot, event, scope) => {
    if (isStop(event)) terminate?.(snapshot.context);
    let next = snapshot;
    try {
      next = transition.call(machine, snapshot, event, scope);
    } catch (error) {
      terminate?.(snapshot.context);
      throw error;
    }
    const { raised } = next.context;
    if (raised === snapshot.context.raised) return next;
    for (const own of raised()) if (next.status === 'active') next = going.transition(next, own, scope);
    return next;
  };
  machine.provide = (given) => {
    const isReplaced = given.actions !== undefined && 'onTerminate' in given.actions;
    return withHandlers(provide.call(machine, given), isReplaced ? undefined : terminate);
  };
  return machine;
}
