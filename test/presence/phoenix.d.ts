/** The part of npm's phoenix that we compare with. It has no types of its own. */
declare module 'phoenix' {
  interface Listeners {
    onJoin(call: (key: string, before: object | undefined, joined: object) => void): void;
    onLeave(call: (key: string, after: object, left: object) => void): void;
    onSync(call: () => void): void;
  }

  export class Socket {
    constructor(url: string, options: { transport: unknown });
    channel(topic: string): { joinPush: { ref: string }; trigger(...args: unknown[]): void };
  }

  export class Presence implements Listeners {
    constructor(channel: object, options?: { events: { state: string; diff: string } });
    onJoin: Listeners['onJoin'];
    onLeave: Listeners['onLeave'];
    onSync: Listeners['onSync'];
    list(): object[];
    list<T>(by: (key: string, entry: { metas: object[] }) => T): T[];
    static syncState(state: object, next: object, onJoin?: unknown, onLeave?: unknown): object;
    static syncDiff(state: object, diff: object, onJoin?: unknown, onLeave?: unknown): object;
  }
}
