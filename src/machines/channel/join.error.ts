import { say } from '#sentences';
import { JoinError, type JoinErrorCode, type JoinErrorDetails } from '../../errors.ts';
import { reasonOf } from '../../protocol/frame.ts';
import type { ChannelContext } from './channel.context.ts';
import { wordsOf } from './words.ts';

/** Makes a `JoinError` with its message. */
export function joinError(
  context: Pick<ChannelContext, 'topic' | 'host'>,
  code: JoinErrorCode,
  { response, ...details }: { readonly response?: unknown } & JoinErrorDetails = {},
): JoinError {
  const { topic, host } = context;
  const { refusals = 0, cause } = details;
  const said = say(`join_${code}`, { refusals, reason: reasonOf(response), host });
  const isRefusal = code === 'refused' || (code === 'timeout' && refusals > 0);
  const why = isRefusal ? said : said + wordsOf(cause);
  return new JoinError(code, topic, `The join of "${topic}" ${why}`, response, details);
}
