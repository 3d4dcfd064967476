import { type ActorRefFrom, setup } from 'xstate';
import { restartable } from '../restart.ts';
import type { PageFact } from './client.events.ts';

type PageTag = 'away' | 'offline' | 'suspended';

const page = setup({
  types: {} as { events: PageFact; tags: PageTag },
});

/**
 * Remembers the last events of the page and its network. The client looks here when a wait begins: a browser tells `offline`
 * before its sockets notice, and a page may be hidden at any time.
 */
export const pageMachine = page.createMachine({
  id: 'page',
  type: 'parallel',
  states: {
    network: {
      initial: 'online',
      states: {
        online: { on: { 'network.offline': 'offline' } },
        offline: { tags: ['away', 'offline'], on: { 'network.online': 'online' } },
      },
    },
    visibility: {
      initial: 'visible',
      states: {
        visible: { on: { 'page.hidden': 'hidden' } },
        hidden: { tags: 'away', on: { 'page.visible': 'visible' } },
      },
    },
    lifecycle: {
      initial: 'running',
      on: { 'page.visible': '.running', 'page.resumed': '.running', 'page.suspended': '.suspended' },
      states: {
        running: { on: { 'page.frozen': 'frozen' } },
        frozen: { tags: 'away' },
        suspended: { tags: 'suspended' },
      },
    },
  },
});

pageMachine.transition = restartable(pageMachine.transition.bind(pageMachine));

export type PageRef = ActorRefFrom<typeof pageMachine>;

/** An actor that has a page as a child. */
interface OfPage {
  getSnapshot(): { readonly children: { readonly page?: PageRef } };
}

export function pageOf(client: OfPage): PageRef | undefined {
  return client.getSnapshot().children.page;
}

/** Makes a guard: whether the page is offline, suspended, or away (offline, hidden or frozen). */
export function isPage(tag: PageTag) {
  return ({ context }: { readonly context: { readonly connection: { readonly client: OfPage } } }) =>
    pageOf(context.connection.client)?.getSnapshot().hasTag(tag) === true;
}
