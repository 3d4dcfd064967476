import type { JSX } from 'preact';
import type { ActorRow } from '../src/wire.types.ts';
import { momentOf, useTicks } from './clock.ts';
import type { Store } from './store.ts';

/** The time until an actor tries again. */
export function Countdown({ store, actor }: { readonly store: Store; readonly actor: ActorRow }): JSX.Element | null {
  const { retryAt, retryInMs } = actor.context;
  const isWaiting = typeof retryAt === 'number' && actor.status === 'active';
  useTicks(isWaiting && store.held.value === undefined);
  if (!isWaiting) return null;
  const left = Math.max(0, retryAt - momentOf(store));
  const verb = actor.chart === 'client' ? 'reconnect' : 'rejoin';
  const whole = typeof retryInMs === 'number' && retryInMs > 0 ? retryInMs : undefined;
  return (
    <span class="countdown mood-waiting" role="timer">
      {verb} in <b>{(left / 1000).toFixed(1)} s</b>
      {whole !== undefined && (
        <span class="countdown-bar">
          <span style={{ transform: `scaleX(${Math.min(1, left / whole).toFixed(3)})` }} />
        </span>
      )}
    </span>
  );
}
