import type { ActorLogic, ActorSystem, ActorSystemInfo } from 'xstate';
import { restartable } from '../machines/restart.ts';
import { isStop } from '../machines/stop.ts';
import { follow } from './following.ts';
import type { GroupEmitted, GroupEvent } from './group.events.ts';
import { groupChart } from './group.machine.ts';
import type { GroupSnapshot } from './group.ref.ts';
import type { GroupInput } from './options.ts';
import { nothing } from './sharing.ts';

/** The type of {@link groupMachine}. */
export type GroupMachine = ActorLogic<
  GroupSnapshot,
  GroupEvent,
  GroupInput,
  ActorSystem<ActorSystemInfo>,
  GroupEmitted
>;

const step = restartable(groupChart.transition.bind(groupChart));

/**
 * The machine of a group: {@link createGroup} makes an actor of it. You can invoke it in a machine of your own.
 *
 * The chart only says what this member owns. When an event is handled, the topics of the client follow.
 */
export const groupMachine: GroupMachine = {
  getInitialSnapshot: groupChart.getInitialSnapshot.bind(groupChart),
  getPersistedSnapshot: groupChart.getPersistedSnapshot.bind(groupChart),
  start(snapshot, scope) {
    groupChart.start(snapshot);
    snapshot.context.membership.begin((fact) => scope.self.send(fact));
  },
  transition(snapshot, event, { self, ...scope }) {
    const { context: before, value } = snapshot;
    const { membership } = before;
    const isStopped = isStop(event);
    const stepped = step(snapshot, event, { ...scope, self });
    const next = isStopped ? { ...stepped, context: { ...stepped.context, ...nothing } } : stepped;
    const isLeaving = isStopped || next.value === 'leaving';
    scope.defer(() => {
      const current = () => self.getSnapshot().context;
      const following = follow(membership, before, next.context, current, scope.emit, isLeaving);
      if (isStopped) void membership.leave();
      else if (isLeaving && value !== 'leaving')
        void following
          .then(() => membership.leave())
          .then(() => self.getSnapshot().status === 'active' && self.send({ type: 'room.left' }));
      if (next.status !== 'active') membership.end();
    });
    return next;
  },
};
