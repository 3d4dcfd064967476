import { createRequire } from 'node:module';
import type { WebSocketServer } from 'ws';
import type { Service } from './service.ts';

/** The type of `@xstate/inspect/lib/server.js`. Its own types need the CommonJS types of `ws`. */
interface Inspecting {
  inspect(options: { readonly server: WebSocketServer }): Pick<FreshInspect, 'disconnect'>;
}

export interface FreshInspect {
  register(service: Service): void;
  /** Closes the server. End its sockets first. */
  disconnect(): void;
}

/**
 * Calls `inspect({ server })` of `@xstate/inspect` in a fresh copy of its module. The module never removes services and
 * listeners, so those of one inspector would show up in the next. Also restores the global that it sets.
 */
export function freshInspect(server: WebSocketServer): FreshInspect {
  const require = createRequire(import.meta.url);
  const path = require.resolve('@xstate/inspect/lib/server.js');
  const cached = require.cache[path];
  delete require.cache[path];
  const { inspect }: Inspecting = require(path);
  if (cached) require.cache[path] = cached;
  else delete require.cache[path];

  const before = Reflect.getOwnPropertyDescriptor(globalThis, '__xstate__');
  const inspector = inspect({ server });
  const tools: Pick<FreshInspect, 'register'> = Reflect.get(globalThis, '__xstate__');
  if (before) Reflect.defineProperty(globalThis, '__xstate__', before);
  else Reflect.deleteProperty(globalThis, '__xstate__');
  return { register: (service) => tools.register(service), disconnect: () => inspector.disconnect() };
}
