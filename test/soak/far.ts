import { openSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { type FaultyProxy, startProxy } from '../faults/proxy.ts';
import { random } from '../proof/random.ts';
import type { Numbered, Order, Said } from './far.types.ts';
import { createTicker } from './ticker.ts';

// The far side of a soak, in its own process: the server, and the network before it. It gets orders from the process
// that started it, and ends with that.

const { values } = parseArgs({
  options: {
    /** The port of the proxy; 0 is a free one. */
    port: { type: 'string', default: '0' },
    /** Messages a second. */
    rate: { type: 'string', default: '2000' },
    seed: { type: 'string', default: '1' },
    /** The file that every push is written to before it is replied to. */
    log: { type: 'string', default: '/dev/null' },
  },
});

const choices = random(Number(values.seed));
const ticker = await createTicker({
  random: choices,
  perSecond: Number(values.rate),
  log: openSync(values.log, 'a'),
});
const proxy: FaultyProxy = await startProxy(ticker.port, Number(values.port));

const say = (said: Said) => process.send?.(said);

async function obey(order: Order): Promise<void> {
  switch (order.do) {
    case 'cut':
      return proxy.cut(order.by);
    case 'half-close':
      return proxy.halfClose(order.way);
    case 'hold':
      return proxy.treat(order.ways, { hold: true });
    case 'delay':
      return proxy.treat('both', { delayMs: order.ms });
    case 'throttle':
      return proxy.treat('down', { bytesPerSecond: order.bytesPerSecond });
    case 'corrupt':
      return corrupt();
    case 'receive':
      return proxy.receive(order.door);
    case 'heal':
      proxy.heal();
      return ticker.answerJoins({ kind: 'prompt' });
    case 'join':
      return ticker.answerJoins(order.manner);
    case 'crash':
      return ticker.crash(order.share);
    case 'restart':
      return ticker.restart();
    case 'report':
      return;
  }
}

/**
 * 0xff never occurs in UTF-8, sets all reserved bits of a header, and makes a length that no frame has. So a frame that
 * is changed this way never looks like another one.
 */
function corrupt(): Promise<void> {
  return new Promise((resolve) => {
    proxy.treat('down', {
      rewrite: (bytes) => {
        bytes[choices.int(bytes.length)] = 0xff;
        proxy.treat('down', {});
        resolve();
        return bytes;
      },
    });
  });
}

process.on('message', async ({ number, order }: Numbered) => {
  await obey(order);
  const { user, system } = process.cpuUsage();
  say({ done: number, report: { ...ticker.report(), cpuMs: (user + system) / 1_000 } });
});
process.on('disconnect', () => process.exit());
say({ port: proxy.port });
