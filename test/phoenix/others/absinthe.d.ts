/** The parts of npm `@absinthe/socket` that the tests use. It has types of Flow, and none for TypeScript. */
declare module '@absinthe/socket' {
  import type { Socket } from 'xstate-phoenix/phoenix';

  export interface AbsintheSocket {
    readonly channel: { readonly state: string };
    readonly notifiers: readonly Notifier[];
  }

  export interface Notifier {
    readonly operationType: 'mutation' | 'query' | 'subscription';
  }

  export interface Observer {
    onAbort?(error: Error): void;
    onCancel?(): void;
    onError?(error: Error): void;
    onResult?(result: unknown): void;
    onStart?(): void;
  }

  export function create(socket: Socket): AbsintheSocket;
  export function send(socket: AbsintheSocket, request: { operation: string; variables?: object }): Notifier;
  export function observe(socket: AbsintheSocket, notifier: Notifier, observer: Observer): Notifier;
  export function cancel(socket: AbsintheSocket, notifier: Notifier): AbsintheSocket;
}
