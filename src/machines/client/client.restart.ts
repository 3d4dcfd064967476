import { restartable } from '../restart.ts';
import { isStop } from '../stop.ts';
import { tellStart } from './callbacks.hearing.ts';
import { orderly } from './client.failure.ts';
import type { clientChart } from './client.machine.ts';

/**
 * Has a client that was stopped and is started again go on: it dials anew, its topics are joined again, and whoever listened
 * hears on.
 */
export function restartableClient(machine: typeof clientChart): typeof clientChart {
  const { start, transition } = machine;
  machine.start = (snapshot) => {
    const { connection } = snapshot.context;
    if (connection.life.begins()) return start.call(machine, snapshot);
    const { client } = connection;
    const { channels, page } = snapshot.children;
    // What was put off until later ends with a stop, and whoever rehydrates the actor may have brought it back.
    client.system.scheduler.cancelAll(client);
    page?.start();
    channels?.start();
    client.send({ type: 'client.restarted' });
    tellStart(client);
  };
  const step = orderly(restartable(transition.bind(machine)));
  machine.transition = (snapshot, event, scope) => {
    const next = step(snapshot, event, scope);
    // XState forgets the children of an actor that it stops, and these are to be started again.
    return isStop(event) ? { ...next, children: snapshot.children } : next;
  };
  return machine;
}
