import { createRequire } from 'node:module';
import type { WebSocketServer } from 'ws';
import type { Service } from './service.ts';

/** As it is said in `@xstate/inspect/lib/server.js`, whose types are of the CommonJS half of `ws`. */
interface Inspecting {
  inspect(options: { readonly server: WebSocketServer }): Pick<FreshInspect, 'disconnect'>;
}

export interface FreshInspect {
  register(service: Service): void;
  /** Closes the server; its sockets have to be ended before. */
  disconnect(): void;
}

/**
 * `inspect({ server })` of `@xstate/inspect`, in a module of its own: services and listeners belong to its module and are
 * never removed, so those of one inspector would show up in the next. What it puts into the global object is taken away.
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
