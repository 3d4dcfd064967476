// @vitest-environment jsdom
import { useActorRef } from '@xstate/react';
import {
  Activity,
  act,
  type ComponentProps,
  createElement,
  type FunctionComponent,
  type ReactNode,
  StrictMode,
  useEffect,
  useState,
} from 'react';
import { createRoot, type Root } from 'react-dom/client';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { setup } from 'xstate';
import { type ClientRef, clientMachine, defineClient, interpret, join, leave, on } from 'xstate-phoenix';
import { createTestServer, type TestServer } from 'xstate-phoenix/testing';

const TOPIC = 'room:lobby';

let root: Root;

beforeEach(() => {
  vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true);
  root = createRoot(document.createElement('div'));
});
afterEach(() => {
  act(() => root.unmount());
  vi.unstubAllGlobals();
});

/** A server that lets everybody in, and says something to its topic when asked. */
function serve() {
  const server = createTestServer({ channels: { 'room:*': { join: () => ({ ok: {} }) } } });
  server.accept();
  return server;
}

/** The ways in which a component may come by a topic; each tells what it hears. */
const ways: Readonly<Record<string, (server: TestServer, heard: (body: unknown) => void) => FunctionComponent>> = {
  'in render': (server, heard) => () => {
    const client = useActorRef(clientMachine, server.options());
    const [room] = useState(() => join(client, TOPIC));
    useEffect(() => on(room, 'said', heard), [room]);
    return null;
  },
  'in an effect': (server, heard) => () => {
    const client = useActorRef(clientMachine, server.options());
    useEffect(() => on(join(client, TOPIC), 'said', heard), [client]);
    return null;
  },
  'in an effect that leaves it': (server, heard) => () => {
    const client = useActorRef(clientMachine, server.options());
    useEffect(() => {
      const room = join(client, TOPIC);
      const off = on(room, 'said', heard);
      return () => {
        off();
        void leave(room);
      };
    }, [client]);
    return null;
  },
  'in an effect of a child, which runs before that of its parent': (server, heard) => {
    const Child: FunctionComponent<{ client: ClientRef }> = ({ client }) => {
      useEffect(() => on(join(client, TOPIC), 'said', heard), [client]);
      return null;
    };
    return () => createElement(Child, { client: useActorRef(clientMachine, server.options()) });
  },
  'in onStart': (server, heard) => {
    const logic = defineClient({
      onStart: ({ client }) => void join(client, TOPIC),
      onMessage: (_, { payload }) => heard(payload),
    });
    return () => {
      useActorRef(logic, server.options());
      return null;
    };
  },
  'in a client that a machine invokes': (server, heard) => {
    const phoenix = defineClient({
      onStart: ({ client }) => void join(client, TOPIC),
      onMessage: (_, { payload }) => heard(payload),
    });
    const { clock, input } = server.options();
    const shop = setup({ actors: { phoenix } }).createMachine({ invoke: { src: 'phoenix', id: 'phoenix', input } });
    return () => {
      useActorRef(shop, { clock });
      return null;
    };
  },
};

const shown = (mode: 'visible' | 'hidden') => (children: ReactNode) => {
  const props: ComponentProps<typeof Activity> = { mode, children };
  return createElement(Activity, props);
};

/** How React mounts a component, and mounts it again. */
const modes: Readonly<Record<string, readonly ((app: ReactNode) => ReactNode)[]>> = {
  once: [(app) => app],
  'twice, as StrictMode does': [(app) => createElement(StrictMode, null, app)],
  'again, as Activity does when it is shown again': [shown('visible'), shown('hidden'), shown('visible')],
  'again and twice': [shown('visible'), shown('hidden'), shown('visible')].map(
    (show) => (app) => createElement(StrictMode, null, show(app)),
  ),
};

/** The timers of a client that has joined a topic, and of nothing else. */
async function timersOfOne(): Promise<number> {
  const server = serve();
  const client = interpret(clientMachine, server.options()).start();
  join(client, TOPIC);
  await server.elapse(0);
  const { timers } = server.clock;
  client.stop();
  return timers;
}

it('a client that React mounts again has the timers of one, though its topic had crashed before', async () => {
  const server = serve();
  const App = ways['in render']?.(server, () => {});
  if (!App) throw new Error('There is no such way.');
  const show = async (mode: 'visible' | 'hidden') => {
    await act(() => root.render(shown(mode)(createElement(App))));
    await server.elapse(0);
  };
  await show('visible');
  server.crash(TOPIC);
  await server.elapse(0);
  await show('hidden');
  await show('visible');
  expect(server.clock.timers).toBe(await timersOfOne());
});

it('what a handler has put off happens once in a client that React mounts again', async () => {
  const server = serve();
  const heard = vi.fn();
  const logic = defineClient({
    onStart: ({ sendAfter }) => void sendAfter({ type: 'mine' }, 1_000),
    onEvent: () => heard(),
  });
  const App = () => {
    useActorRef(logic, server.options());
    return null;
  };
  for (const mode of ['visible', 'hidden', 'visible'] as const)
    await act(() => root.render(shown(mode)(createElement(App))));
  await server.elapse(5_000);
  expect(heard).toHaveBeenCalledTimes(1);
});

describe.each(Object.entries(ways))('a topic that is joined %s', (_, way) => {
  it.each(Object.entries(modes))('is joined once where React mounts it %s, and heard once', async (_, renders) => {
    const server = serve();
    const heard = vi.fn();
    const App = way(server, heard);
    for (const wrap of renders) {
      await act(() => root.render(wrap(createElement(App))));
      await server.elapse(0);
    }
    const joins = server.frames.filter(
      ({ connection, frame }) => connection === server.connections && frame[3] === 'phx_join',
    );
    expect(joins).toHaveLength(1);
    server.push(TOPIC, 'said', { body: 'hello' });
    await server.elapse(0);
    expect(heard.mock.calls.map(([payload]) => payload)).toEqual([{ body: 'hello' }]);
    await act(() => root.render(null));
    await server.expectDisconnect();
  });
});
