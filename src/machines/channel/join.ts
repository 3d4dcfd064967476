import { ConfigurationError, type JoinErrorCode } from '../../errors.ts';
import { problemOfAnswer } from '../answers.ts';
import { isPromiseLike } from '../promise.ts';
import { type ChannelContext, unasked } from './channel.context.ts';
import type { ChannelEvent, ChannelEventOf, ChannelFact } from './channel.events.ts';
import type { ChannelRef } from './channel.ref.ts';
import { joinError } from './join.error.ts';
import type { JoinParams } from './join.options.ts';

interface Self extends Pick<ChannelRef, 'send'> {
  getSnapshot(): { readonly status: string };
}

/** Takes the params of a command. Without params, the channel keeps those it had. */
export function takeParams({ params }: { readonly params?: JoinParams }): Partial<ChannelContext> {
  return params === undefined ? {} : { params: () => params };
}

/** Begins an attempt. The join gets a ref if its params are known: they are constant, or their function has answered. */
export function beginJoin({ host, params, resolved }: ChannelContext): Partial<ChannelContext> {
  const known = resolved ?? (typeof params() === 'function' ? null : params);
  return { asked: {}, resolved: known, joinRef: known && host.nextRef(), joinedAt: null };
}

/** Writes the join if its params are known, and asks for them if not. */
export function sendJoin(context: ChannelContext, self: Self): void {
  const { host, topic, joinRef, resolved, joinTimeoutMs, asked } = context;
  host.joins.begin(topic, joinTimeoutMs);
  if (joinRef === null || resolved === null) {
    askParams(context, self);
    return;
  }
  try {
    host.write([joinRef, joinRef, topic, 'phx_join', resolved() ?? {}]);
    // Only now: the server owes no answer to a join that could not be encoded.
    host.joins.write(topic);
  } catch (error) {
    self.send({ type: 'params.failed', asked, error });
  }
}

/**
 * Asks for the params of a join. The answer is sent as `params.resolved` or `params.failed`: at once, unless it is a
 * promise. It names its attempt, so that a late one is ignored.
 */
function askParams({ params, attempt, asked }: ChannelContext, self: Self): void {
  const tell = (event: ChannelFact) => void (self.getSnapshot().status === 'active' && self.send(event));
  const failed = (error: unknown) => tell({ type: 'params.failed', asked, error });
  const resolved = (value: unknown) => {
    const problem = problemOfAnswer('params', value);
    if (problem) failed(new ConfigurationError([problem]));
    else tell({ type: 'params.resolved', asked, params: () => value });
  };
  try {
    const source = params();
    const value: unknown = typeof source === 'function' ? source(attempt) : source;
    if (isPromiseLike(value)) value.then(resolved, failed);
    else resolved(value);
  } catch (error) {
    failed(error);
  }
}

/** Ends the turn of a join, unless the topic joins again at once or is leaving: then it keeps its turn. */
export function endJoin(context: ChannelContext, event: ChannelEvent): void {
  if (!goesOn(event)) endTurn(context, event);
}

function goesOn({ type }: ChannelEvent): boolean {
  return ['channel.leave', 'channel.join', 'channel.rejoin', 'params.resolved'].includes(type);
}

export function endTurn({ host, topic }: ChannelContext, event: ChannelEvent): void {
  host.joins.end(topic, isAnswer(event));
}

/** Whether a join ended because of something that the server said. */
function isAnswer(event: ChannelEvent): boolean {
  switch (event.type) {
    case 'join.failed':
      return event.error.code === 'refused';
    case 'join.accepted':
    case 'leave.acknowledged':
    case 'channel.crashed':
    case 'channel.closed':
      return true;
    default:
      return false;
  }
}

/** Gives up the place of a topic that does not wait any more, unless it has just got its turn. */
export function leaveQueue({ host, topic }: ChannelContext, { type }: ChannelEvent): void {
  if (type !== 'join.admitted') host.joins.leave(topic);
}

/** Takes the response to an accepted join. */
export function takeResponse(
  { host, joins }: ChannelContext,
  { response }: ChannelEventOf<'join.accepted'>,
): Partial<ChannelContext> {
  return {
    joinedAt: host.time.now(),
    joins: joins + 1,
    response: () => response,
    asked: unasked,
    resolved: null,
    lastError: null,
  };
}

/** The failure of a join, with the server's response or what was thrown. */
export function toFailure(
  context: ChannelContext,
  event: ChannelEvent,
  code: JoinErrorCode,
): ChannelEventOf<'join.failed'> {
  const refusals = context.lastError?.refusals ?? 0;
  const details =
    event.type === 'join.refused'
      ? { response: event.response, refusals: refusals + 1 }
      : { refusals, ...(event.type === 'params.failed' && { cause: event.error }) };
  return { type: 'join.failed', error: joinError(context, code, details) };
}
