import type { Heard, World } from '../transport/world.ts';
import type { OpenPage } from './browser.ts';

export type Laws = typeof import('./laws.page.ts');

/** The half of a world that is in a page: the transport and its timers. */
export function lawsIn(page: () => OpenPage<Laws>, by: Parameters<Laws['dial']>[0]): Pick<World, 'dial' | 'freeze'> {
  return {
    async dial({ url, protocols = [], headers = {} }, plan = {}) {
      const { call } = page();
      const index = await call('dial', by, { url, protocols, headers }, plan);
      return {
        perform: (...steps) => call('perform', index, steps),
        until: async (type, count = 1) => (await call('until', index, type, count)).map(unpacked),
      };
    },
    async freeze() {
      const { clock } = page().page;
      await clock.install();
      await clock.pauseAt(new Date(Date.now() + 60_000));
      return { advance: (ms) => clock.runFor(ms), thaw: () => clock.resume() };
    },
  };
}

function unpacked(item: Awaited<ReturnType<Laws['until']>>[number]): Heard {
  if (item.type !== 'received') return item;
  return { type: item.type, data: item.kind === 'text' ? item.text : Uint8Array.from(item.bytes).buffer };
}
