import type { WatchedCall } from '../machines/user.code.ts';
import { endOf, type Hub, type Span } from './hub.ts';

/** One call of one of your functions. */
export function callbackSpan(hub: Hub, span: Span, topic: string | null, callback: string): WatchedCall {
  const timeMs = hub.time.wall();
  hub.tell(span, topic, (shown) => ({
    type: 'client.callback.start',
    measurements: { timeMs },
    metadata: { callback, topic: shown },
  }));
  return {
    returned: () => {
      const measurements = endOf(span, hub.time);
      hub.tell(span, topic, (shown) => ({
        type: 'client.callback.stop',
        measurements,
        metadata: { callback, topic: shown },
      }));
    },
    threw: () => {
      const measurements = endOf(span, hub.time);
      hub.tell(span, topic, (shown) => ({
        type: 'client.callback.exception',
        measurements,
        metadata: { callback, topic: shown },
      }));
    },
  };
}
