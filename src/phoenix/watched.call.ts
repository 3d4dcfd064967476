import type { WatchedCall } from '../machines/user.code.ts';

/** Whether callbacks of an event are those of a channel or a push, and not of the program. */
export function isOurs(event: string): boolean {
  return event.startsWith('phx_') || event.startsWith('chan_reply_');
}

/** Calls a callback of the program that is watched. Throws what it throws. */
export function watchedCall({ returned, threw }: WatchedCall, call: () => void): void {
  try {
    call();
  } catch (error) {
    threw();
    throw error;
  }
  returned();
}
