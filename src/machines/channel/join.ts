import type { JoinErrorCode } from '../../errors.ts';
import { isPromiseLike } from '../promise.ts';
import type { ChannelContext } from './channel.context.ts';
import type { ChannelEvent, ChannelEventOf, ChannelFact } from './channel.events.ts';
import type { ChannelRef } from './channel.ref.ts';
import { joinError } from './join.error.ts';
import type { JoinParams } from './join.options.ts';

interface Self extends Pick<ChannelRef, 'send'> {
  getSnapshot(): { readonly status: string };
}

/** A join without params keeps those it had. */
export function takeParams({ params }: { readonly params?: JoinParams }): Partial<ChannelContext> {
  return params === undefined ? {} : { params: () => params };
}

/** A new attempt: constant params are at hand, those of a function have to be asked for, unless it has answered. */
export function beginJoin({ host, params, resolved }: ChannelContext): Partial<ChannelContext> {
  const source = params();
  const known = resolved ?? (typeof source === 'function' ? null : () => source);
  return { asked: {}, resolved: known, joinRef: known && host.nextRef(), joinedAt: null };
}

/** Writes the join once its params are known; until then it asks for them. */
export function sendJoin(context: ChannelContext, self: Self): void {
  const { host, topic, joinRef, resolved, joinTimeoutMs, asked } = context;
  if (joinRef === null || resolved === null) {
    askParams(context, self);
    return;
  }
  host.pendingJoins.set(topic, host.time.now() + joinTimeoutMs);
  try {
    host.write([joinRef, joinRef, topic, 'phx_join', resolved() ?? {}]);
  } catch (error) {
    self.send({ type: 'params.failed', asked, error });
  }
}

/**
 * Asks for the params of a join, and reports them as `params.resolved` or `params.failed`, at once where they are no
 * promise (semantics 103, 119). The answer names the attempt, so that one which comes too late is ignored.
 */
function askParams({ params, attempt, asked }: ChannelContext, self: Self): void {
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

/** A join that is left without an answer is what the server is at all the same, until the leave ends (semantics 53). */
export function endJoin({ host, topic }: ChannelContext, { type }: ChannelEvent): void {
  if (type !== 'channel.leave') host.pendingJoins.delete(topic);
}

/** The join has been answered, and the topic is joined. */
export function takeResponse(
  { host, joins }: ChannelContext,
  { response }: ChannelEventOf<'join.accepted'>,
): Partial<ChannelContext> {
  return { joinedAt: host.time.now(), joins: joins + 1, response: () => response };
}

/** The failure of a join, with what there is to show for it: the server's answer, or what was thrown. */
export function toFailure(
  { topic }: ChannelContext,
  event: ChannelEvent,
  code: JoinErrorCode,
): ChannelEventOf<'join.failed'> {
  const evidence = { response: event.type === 'join.refused' ? event.response : undefined };
  const details = event.type === 'params.failed' ? { cause: event.error } : evidence;
  return { type: 'join.failed', error: joinError(topic, code, details) };
}
