import { ConfigurationError } from '../../errors.ts';
import { hasListener } from '../listeners.ts';
import type { ClientEventOf } from './client.events.ts';

/**
 * Reports an error of the user's code, or a problem of its values: to the listeners of `listener.failed`, or to the console
 * if there are none.
 */
export function reportTo(
  client: { send(event: ClientEventOf<'listener.failed'>): void },
  error: unknown,
  topic: string | null,
  event: string,
): void {
  // A client that ends handles no more events.
  if (event !== 'onTerminate' && hasListener(client, 'listener.failed')) {
    client.send({ type: 'listener.failed', error, topic, event });
    return;
  }
  tellConsole(error, topic, event);
}

/** Reports an error of the user's code to the console. */
export function tellConsole(error: unknown, topic: string | null, event: string): void {
  const name = typeof topic === 'string' ? `"${event}" of "${topic}"` : `"${event}"`;
  const isProblem = error instanceof ConfigurationError;
  console.error(
    `xstate-phoenix: ${isProblem ? `there is a problem with ${name}` : `the function behind ${name} failed`}`,
    error,
  );
}
