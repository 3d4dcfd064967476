import type { Watcher } from '../machines/client/watcher.ts';
import type { Clock } from './afterwards.ts';
import type { LifeOwner } from './life.ts';
import type { SocketMessage } from './phoenix.types.ts';

/** What a {@link Channel} needs of its {@link Socket}. */
export interface ChannelSocket extends LifeOwner {
  readonly timeout: number;
  /** @internal */
  readonly clock: Clock;
  /** @internal Null while nobody watches. */
  readonly watcher: Watcher | null;
  rejoinAfterMs(tries: number): number;
  makeRef(): string;
  push(message: SocketMessage): void;
  isConnected(): boolean;
  onOpen(callback: () => void): string;
  onError(callback: () => void): string;
  hasLogger(): boolean;
  log(kind: string, message: string, data?: unknown): void;
  remove(channel: { readonly stateChangeRefs: readonly string[] }): void;
  leaveOpenTopic(topic: string): void;
  /** @internal A channel has another topic now. */
  renamed(): void;
}
