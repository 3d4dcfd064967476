import { JoinError, type JoinErrorCode } from '../../errors.ts';

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
