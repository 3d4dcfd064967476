import { ConfigurationError } from '../../errors.ts';
import { hasListener } from '../listeners.ts';
import type { ClientEventOf } from './client.events.ts';

/**
 * Tells of a function of the user that threw, or of what can not be as they mean it: once, to those who listen for it, or else
 * to the console.
 */
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
  const name = typeof topic === 'string' ? `"${event}" of "${topic}"` : `"${event}"`;
  const isProblem = error instanceof ConfigurationError;
  console.error(
    `xstate-phoenix: ${isProblem ? `there is a problem with ${name}` : `the function behind ${name} failed`}`,
    error,
  );
}
