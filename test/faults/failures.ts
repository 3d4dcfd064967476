import type { ClientEmitted, ClientRef } from 'xstate-phoenix';

/** An attempt that failed. */
export type Failed = Extract<ClientEmitted, { type: 'connect.failed' }>;

/** The first `count` failures of a client that is started for it. */
export function failures(client: ClientRef, count = 2): Promise<readonly Failed[]> {
  return new Promise((resolve) => {
    const heard: Failed[] = [];
    client.on('connect.failed', (failed) => {
      if (heard.push(failed) === count) resolve(heard);
    });
    client.start();
  });
}
