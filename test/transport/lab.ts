import type { Attempt, Heard, Manners, Peer, Plan, Server, World } from './world.ts';

/** A world, and the situations that the laws begin with. */
export interface Lab {
  readonly world: World;
  /** Runs a test with a server that ends with it. */
  withServer(test: (server: Server) => Promise<void>, manners?: Manners): Promise<void>;
  /** Runs a test with both sides of one open connection. */
  withConnection(test: (attempt: Attempt, peer: Peer) => Promise<void>, plan?: Plan): Promise<void>;
  /** Opens and closes another connection. Everything that was on its way before has arrived then. */
  laterOn(): Promise<void>;
  /** All calls of the sink of an attempt, some time after its end. */
  wholeStory(attempt: Attempt): Promise<readonly Heard[]>;
}

export function lab(world: World): Lab {
  const withServer: Lab['withServer'] = async (test, manners) => {
    const server = await world.serve(manners);
    try {
      await test(server);
    } finally {
      await server.close();
    }
  };

  const laterOn = () =>
    withServer(async ({ url, accept }) => {
      const attempt = await world.dial({ url }, { onOpened: [['send', 'later']] });
      const peer = await accept();
      await peer.next();
      peer.close(1000);
      await attempt.until('closed');
    });

  return {
    world,
    withServer,
    laterOn,
    withConnection: (test, plan) =>
      withServer(async ({ url, accept }) => {
        const attempt = await world.dial({ url }, plan);
        const peer = await accept();
        await attempt.until('opened');
        await test(attempt, peer);
      }),
    wholeStory: async (attempt) => {
      await attempt.until('closed');
      await laterOn();
      return attempt.until('closed');
    },
  };
}

export function types(heard: readonly Heard[]): string[] {
  return heard.map(({ type }) => type);
}

export function received(heard: readonly Heard[]): (string | ArrayBuffer)[] {
  return heard.flatMap((item) => (item.type === 'received' ? [item.data] : []));
}

export function closes(heard: readonly Heard[]) {
  return heard.flatMap((item) => (item.type === 'closed' ? [item.close] : []));
}
