import type { Binding } from './bindings.ts';
import type { ChannelState } from './channel.states.ts';
import type { Life } from './life.ts';
import { Push } from './push.ts';
import type { Wait } from './waits.ts';

/** The parts of a channel that end with it. */
export interface Torn {
  state: ChannelState;
  bindings: Binding[];
  pushBuffer: { send(): void }[];
  readonly joinPush: Push;
  readonly rejoinTimer: Wait;
  readonly stateChangeRefs: readonly string[];
  readonly socket: { remove(channel: { readonly stateChangeRefs: readonly string[] }): void };
}

/** Ends a channel without a word: its timers, its pushes, its callbacks and its actor. */
export function tearDown(channel: Torn, life: Life): void {
  for (const push of channel.pushBuffer) if (push instanceof Push) push.destroy();
  channel.pushBuffer = [];
  channel.rejoinTimer.reset();
  channel.joinPush.destroy();
  channel.state = 'closed';
  channel.bindings = [];
  life.end();
  channel.socket.remove(channel);
}
