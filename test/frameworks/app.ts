import { JSDOM, VirtualConsole } from 'jsdom';
import { createTestServer } from 'xstate-phoenix/testing';
import { run } from './bundle.ts';

/** A documented app in a page, with a server, and a hand that uses it. What the page's console says is a complaint. */
export async function openApp(script: string, complaints: unknown[]) {
  const server = createTestServer({
    channels: {
      'room:*': {
        join: () => ({ ok: {} }),
        handleIn: (_, { body }: { readonly body?: string }) =>
          body === 'spam' ? { reply: ['error', { reason: 'no spam' }] } : { reply: 'ok' },
      },
    },
  });
  server.accept();
  const page = openPage(complaints);
  const { Event, document } = page.window;
  const { mount, act } = run(script, page, server.options());
  const target = document.body.appendChild(document.createElement('main'));
  const shall = async (deed: () => unknown) => {
    await act(async () => void (await deed()));
    await act(() => server.elapse(0));
  };
  const find = <Found extends Element>(selector: string) => {
    const found = target.querySelector<Found>(selector);
    if (!found) throw new Error(`There is no ${selector} in ${target.innerHTML}`);
    return found;
  };
  let unmount: () => unknown = () => {};
  await shall(() => {
    unmount = mount(target);
  });
  let lastId = 0;
  return {
    server,
    shall,
    unmount: () => shall(unmount),
    /** What the page shows: the count, the messages, and whether one may say something. */
    shown: () => ({
      count: find('b').textContent,
      messages: Array.from(target.querySelectorAll('li'), (item) => item.textContent),
      mayPush: target.querySelector<HTMLButtonElement>('form button')?.disabled === false,
      problem: target.querySelector('output')?.textContent ?? '',
    }),
    hear: (topic: string, body: string) => shall(() => server.push(topic, 'new_msg', { id: lastId++, body })),
    toggle: () => shall(() => find<HTMLButtonElement>('button[type=button]').click()),
    go: (topic: string) =>
      shall(() => {
        const select = find<HTMLSelectElement>('select');
        select.value = topic;
        select.dispatchEvent(new Event('change', { bubbles: true }));
      }),
    say: async (body: string) => {
      await shall(() => {
        const input = find<HTMLInputElement>('input');
        input.value = body;
        input.dispatchEvent(new Event('input', { bubbles: true }));
      });
      await shall(() => find<HTMLFormElement>('form').requestSubmit());
    },
    /** The joins and leaves that were written on the last connection. */
    written: () =>
      server.frames
        .filter(({ connection }) => connection === server.frames.at(-1)?.connection)
        .filter(({ frame }) => /^phx_(join|leave)$/.test(frame[3]))
        .map(({ frame }) => `${frame[3].slice(4)} ${frame[2]}`),
  };
}

function openPage(complaints: unknown[]): JSDOM {
  const virtualConsole = new VirtualConsole();
  virtualConsole.on('jsdomError', (error) => complaints.push(error));
  for (const level of ['error', 'warn'] as const)
    virtualConsole.on(level, (...said: unknown[]) => complaints.push(...said));
  return new JSDOM('', { runScripts: 'outside-only', virtualConsole });
}
