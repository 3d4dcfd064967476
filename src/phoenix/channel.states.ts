import { Bindings } from './bindings.ts';

/** The states of a {@link Channel}. */
export type ChannelStateName = 'closed' | 'errored' | 'joined' | 'joining' | 'leaving';

/** The state of a channel. */
export class ChannelStates extends Bindings {
  state: ChannelStateName = 'closed';

  isClosed(): boolean {
    return this.state === 'closed';
  }

  isErrored(): boolean {
    return this.state === 'errored';
  }

  isJoined(): boolean {
    return this.state === 'joined';
  }

  isJoining(): boolean {
    return this.state === 'joining';
  }

  isLeaving(): boolean {
    return this.state === 'leaving';
  }
}
