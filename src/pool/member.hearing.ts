import type { ClientRef } from '../machines/client/client.ref.ts';
import type { Connection } from '../machines/client/connection.ts';
import type { MemberFact } from './size.events.ts';

/** Tells the chart of a pool's size what happens to a connection, and the pool what it drops and reports. */
export function hear(member: ClientRef, pool: Connection<ClientRef>, tell: (fact: MemberFact) => void): void {
  const { id } = member;
  member.on('connected', () => tell({ type: 'member.opened', id }));
  member.on('connect.failed', ({ error, willRetry }) => {
    const { code, reason } = member.getSnapshot().context.lastClose ?? { code: 1006, reason: '' };
    if (!willRetry) tell({ type: 'member.failed', id, code, reason, cause: 'remote', error });
  });
  member.on('connection.lost', ({ code, reason, cause, error, willRetry }) =>
    tell({ type: willRetry ? 'member.lost' : 'member.failed', id, code, reason, cause, error }),
  );
  member.on('disconnected', () => tell({ type: 'member.closed', id }));
  member.on('frame.dropped', (dropped) => pool.client.send(dropped));
  member.on('listener.failed', ({ error, topic, event }) => pool.report(error, topic, event));
}
