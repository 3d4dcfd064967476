import { PushError } from '../errors.ts';
import type { PushOutcome } from '../machines/channel/push.ts';
import type { PushResponse } from './phoenix.types.ts';

/** How telemetry calls the answer to a push. */
export function outcomeOf({ status, response }: PushResponse, sent: boolean): PushOutcome {
  if (status === 'ok') return { status, response };
  const error =
    status === 'timeout'
      ? new PushError('timeout', 'The push got no reply in time.', sent, {})
      : new PushError('refused', 'The push got a reply whose status is not ok.', sent, { status, response });
  return { status: 'failed', error };
}
