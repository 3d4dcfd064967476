import { type ActorRefFrom, setup } from 'xstate';
import { restartable } from '../restart.ts';
import type { PageFact } from './client.events.ts';

type PageTag = 'away' | 'offline';

const page = setup({
  types: { events: {} as PageFact, tags: {} as PageTag },
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
  },
});

/** All events of a page. */
export const pageFacts = ['network.online', 'network.offline', 'page.visible', 'page.hidden', 'page.resumed'] as const;

pageMachine.transition = restartable(pageMachine.transition.bind(pageMachine));

export type PageRef = ActorRefFrom<typeof pageMachine>;

/** An actor that has a page as a child. */
interface OfPage {
  getSnapshot(): { readonly children: { readonly page?: PageRef } };
}

export function pageOf(client: OfPage): PageRef | undefined {
  return client.getSnapshot().children.page;
}

/** Whether the page is offline, or away (offline or hidden). */
export function isPage(client: OfPage, tag: PageTag): boolean {
  return pageOf(client)?.getSnapshot().hasTag(tag) === true;
}
