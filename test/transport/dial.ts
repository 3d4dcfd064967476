import type { Transport, TransportFactory } from '../../src/transport/transport.ts';
import { Log } from './log.ts';
import type { Heard, Step, World } from './world.ts';

/** Dials by a factory of this process, and records what its sink hears. */
export function dialBy(factory: TransportFactory): World['dial'] {
  return async (request, plan = {}) => {
    const log = new Log<Heard>();
    const perform = (steps: readonly Step[] = []) => {
      for (const step of steps) take(transport, step);
    };
    const transport = factory(
      { protocols: [], headers: {}, ...request },
      {
        opened(response) {
          log.add({ type: 'opened', headers: response?.headers });
          perform(plan.onOpened);
        },
        received: (data) => log.add({ type: 'received', data }),
        unreadable: (why) => log.add({ type: 'unreadable', why }),
        closed(close) {
          log.add({ type: 'closed', close });
          perform(plan.onClosed);
        },
      },
    );
    perform(plan.atOnce);
    return {
      perform: async (...steps) => perform(steps),
      until: (type, count = 1) => log.until((heard) => heard.filter((item) => item.type === type).length >= count),
    };
  };
}

function take(transport: Transport, step: Step): void {
  if (step[0] === 'close') transport.close(step[1], step[2]);
  else transport.send(typeof step[1] === 'string' ? step[1] : Uint8Array.from(step[1]).buffer);
}
