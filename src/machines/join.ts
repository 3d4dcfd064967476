import { JoinError, type JoinErrorCode } from '../errors.ts';
import type { ChannelContext, ChannelFact, ChannelRef } from './channel.types.ts';

interface Self extends Pick<ChannelRef, 'send'> {
  getSnapshot(): { readonly status: string };
}

/**
 * Asks for the params of a join, and reports them as `params.resolved` or `params.failed`, at once where they are no
 * promise (semantics 103, 119). The answer names the attempt, so that one which comes too late is ignored.
 */
export function askParams({ params, attempt, asked }: ChannelContext, self: Self): void {
  const tell = (event: ChannelFact) => void (self.getSnapshot().status === 'active' && self.send(event));
  const resolved = (value: unknown) => tell({ type: 'params.resolved', asked, params: () => value });
  const failed = (error: unknown) => tell({ type: 'params.failed', asked, error });
  try {
    const source = params();
    const value: unknown = typeof source === 'function' ? source(attempt) : source;
    if (isPromiseLike(value)) value.then(resolved, failed);
    else resolved(value);
  } catch (error) {
    failed(error);
  }
}

/** Whether a function answered with a promise. */
export function isPromiseLike(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';
}

/** Writes the join once its params are known; until then it asks for them. */
export function sendJoin(context: ChannelContext, self: Self): void {
  const { connection, topic, joinRef, resolved, joinTimeoutMs, asked } = context;
  if (joinRef === null || resolved === null) {
    askParams(context, self);
    return;
  }
  connection.awaited.set(topic, { joinRef, leaveRef: null });
  connection.pendingJoins.set(topic, connection.time.now() + joinTimeoutMs);
  try {
    connection.write([joinRef, joinRef, topic, 'phx_join', resolved() ?? {}]);
  } catch (error) {
    self.send({ type: 'params.failed', asked, error });
  }
}

/** Writes a leave of the present join; without one there is nothing to leave on the server (semantics 123-125). */
export function sendLeave({ connection, topic, joinRef, leaveRef }: ChannelContext): void {
  if (joinRef === null) return;
  const ref = leaveRef ?? connection.nextRef();
  connection.awaited.set(topic, { joinRef: null, leaveRef: ref });
  connection.shielded(() => connection.write([joinRef, ref, topic, 'phx_leave', {}]), topic, 'serializer');
}

/**
 * Leaves a join that a newer one is to replace, where that has to ask for its params first: until they are there, and
 * they may never be, the server would go on with a channel that nobody listens to. A join that is written at once
 * replaces the older one by itself (M3).
 */
export function voidJoin(context: ChannelContext): void {
  if (typeof context.params() === 'function') sendLeave(context);
}

/**
 * Concludes a leave that was not written, since nobody will answer it: behind what was asked of the channel meanwhile,
 * so that a join that came right after the leave still counts (semantics 127).
 */
export function concludeLeave({ joinRef }: ChannelContext, self: Self): void {
  if (joinRef === null) self.send({ type: 'leave.concluded' });
}

/** The error of a join, in words. */
export function joinError(
  topic: string,
  code: JoinErrorCode,
  { response, ...options }: { readonly response?: unknown } & ErrorOptions = {},
): JoinError {
  return new JoinError(code, topic, `The join of "${topic}" ${because[code]}`, response, options);
}

const because: Readonly<Record<JoinErrorCode, string>> = {
  refused: 'was refused by the server; see response.',
  timeout: 'got no answer in time.',
  params: 'was not sent, because its params could not be had or not be encoded; see cause.',
  left: 'was given up, because the topic was left.',
  closed: 'was ended by the server.',
  disconnected: 'was given up, because the client has no connection and tries for none.',
  aborted: 'is no longer awaited by its caller.',
};
