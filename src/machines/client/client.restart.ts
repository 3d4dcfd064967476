import { restartable } from '../restart.ts';
import { isStop } from '../stop.ts';
import { tellStart } from './callbacks.hearing.ts';
import { orderly } from './client.failure.ts';
import type { clientChart } from './client.machine.ts';

/**
 * Lets a client go on when it is started again after a stop. It connects anew, joins its topics again, and keeps its
 * listeners.
 */
export function restartableClient(machine: typeof clientChart): typeof clientChart {
  const { start, transition } = machine;
  machine.start = (snapshot) => {
    const { connection } = snapshot.context;
    if (connection.life.begins()) return start.call(machine, snapshot);
    const { client } = connection;
    const { channels, page } = snapshot.children;
    // Timers end with a stop, but XState may have restored them from the snapshot.
    client.system.scheduler.cancelAll(client);
    page?.start();
    channels?.start();
    client.send({ type: 'client.restarted' });
    tellStart(client);
  };
  const step = orderly(restartable(transition.bind(machine)));
  machine.transition = (snapshot, event, scope) => {
    const next = step(snapshot, event, scope);
    // XState drops the children of an actor that it stops. They are kept, to be started again.
    return isStop(event) ? { ...next, children: snapshot.children } : next;
  };
  return machine;
}
