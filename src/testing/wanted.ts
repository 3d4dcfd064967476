import type { ConnectAct, DisconnectAct, HeartbeatAct, JoinAct, LeaveAct, PushAct } from './acts.types.ts';
import type { Wanted } from './expectations.ts';
import { show } from './journal.ts';
import type { ConnectMatchers } from './kit.types.ts';
import { fitsName, fitsText, fitsValue, type Matcher, type NameMatcher } from './match.ts';

export function wantedConnect({ params, headers, authToken, url }: ConnectMatchers): Wanted<ConnectAct> {
  // A message never shows a token, not even the expected one.
  const token = authToken === undefined ? '' : ' with the auth token';
  return {
    words: `connect${text(' to', url)}${part(' with params', params)}${part(' with headers', headers)}${token}`,
    fits: (act): act is ConnectAct =>
      act.type === 'connect' &&
      fitsText(act.url, url) &&
      fitsValue(act.params, params) &&
      fitsValue(act.headers, headers) &&
      fitsText(act.authToken, authToken),
  };
}

export function wantedJoin<P>(topic: NameMatcher | undefined, params: Matcher<P> | undefined): Wanted<JoinAct> {
  return {
    words: `join ${name(topic, 'any topic')}${part(' with params', params)}`,
    fits: (act): act is JoinAct => act.type === 'join' && fitsName(act.topic, topic) && fitsValue(act.params, params),
  };
}

export function wantedLeave(topic: NameMatcher | undefined): Wanted<LeaveAct> {
  return {
    words: `leave ${name(topic, 'any topic')}`,
    fits: (act): act is LeaveAct => act.type === 'leave' && fitsName(act.topic, topic),
  };
}

export function wantedPush<P>(
  topic: NameMatcher | undefined,
  event: NameMatcher | undefined,
  payload: Matcher<P> | undefined,
): Wanted<PushAct> {
  return {
    words: `push ${name(event, 'anything')} to ${name(topic, 'any topic')}${part(' with', payload)}`,
    fits: (act): act is PushAct =>
      act.type === 'push' &&
      fitsName(act.topic, topic) &&
      fitsName(act.event, event) &&
      fitsValue(act.payload, payload),
  };
}

export const wantedHeartbeat: Wanted<HeartbeatAct> = {
  words: 'send a heartbeat',
  fits: (act): act is HeartbeatAct => act.type === 'heartbeat',
};

export function wantedDisconnect(code: number | undefined): Wanted<DisconnectAct> {
  return {
    words: `disconnect${code === undefined ? '' : ` with ${code}`}`,
    fits: (act): act is DisconnectAct => act.type === 'disconnect' && (code ?? act.code) === act.code,
  };
}

function name(matcher: NameMatcher | undefined, any: string): string {
  return matcher === undefined ? any : String(matcher);
}

function text(before: string, matcher: unknown): string {
  if (matcher === undefined) return '';
  if (typeof matcher === 'function') return `${before} what its function fits`;
  return `${before} ${typeof matcher === 'string' ? matcher.replace(/\?.*$/s, '') : String(matcher)}`;
}

function part(before: string, matcher: unknown): string {
  if (matcher === undefined) return '';
  return typeof matcher === 'function' ? `${before} that its function fits` : `${before} ${show(matcher)}`;
}
