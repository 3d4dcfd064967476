import { hasListener } from '../listeners.ts';
import type { ClientEventOf } from './client.events.ts';

/** Tells of a function of the user that threw, or gave no delay: once, to those who listen for it, or else to the console. */
export function reportTo(
  client: { send(event: ClientEventOf<'listener.failed'>): void },
  error: unknown,
  topic: string | null,
  event: string,
): void {
  // A client that ends hears nothing any more.
  if (event !== 'onTerminate' && hasListener(client, 'listener.failed')) {
    client.send({ type: 'listener.failed', error, topic, event });
    return;
  }
  const of = typeof topic === 'string' ? ` of "${topic}"` : '';
  console.error(`xstate-phoenix: the function behind "${event}"${of} failed`, error);
}
