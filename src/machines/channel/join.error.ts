import { JoinError, type JoinErrorCode, type JoinErrorDetails } from '../../errors.ts';
import { reasonOf } from '../../protocol/frame.ts';
import type { ChannelContext } from './channel.context.ts';
import { wordsOf } from './words.ts';

/** How many characters of the server's reason a message quotes. */
const QUOTED = 100;

/** Makes a `JoinError` with its message. */
export function joinError(
  context: Pick<ChannelContext, 'topic' | 'host'>,
  code: JoinErrorCode,
  { response, ...details }: { readonly response?: unknown } & JoinErrorDetails = {},
): JoinError {
  const { topic, host } = context;
  const { refusals = 0, cause } = details;
  const reason = reasonOf(response);
  const said = typeof reason === 'string' ? `: ${quote(host.scrub ? host.scrub(reason) : reason)}` : '; see response';
  const why =
    code === 'timeout' && refusals > 0
      ? `was refused by the server ${refusals === 1 ? 'once' : `${refusals} times`}, and then the time was up. The last refusal${said}.`
      : code === 'refused'
        ? `was refused by the server${said}.`
        : because[code] + wordsOf(cause);
  return new JoinError(code, topic, `The join of "${topic}" ${why}`, response, details);
}

function quote(reason: unknown): string {
  return JSON.stringify(String(reason).slice(0, QUOTED));
}

const because: Readonly<Record<Exclude<JoinErrorCode, 'refused'>, string>> = {
  timeout: 'got no answer in time.',
  params: 'was not sent, because its params are missing or can not be encoded; see cause.',
  left: 'was given up, because the topic was left.',
  closed: 'was ended by the server.',
  disconnected: 'was given up, because the client does not try to connect.',
  aborted: 'is no longer awaited by its caller.',
};
