import type { ClientRef } from '../machines/client/client.ref.ts';
import type { Connection } from '../machines/client/connection.ts';
import type { Loss, MemberFact } from './size.events.ts';

/** Tells the chart of a pool's size what happens to a connection, and the pool what it drops and reports. */
export function hear(member: ClientRef, pool: Connection<ClientRef>, tell: (fact: MemberFact) => void): void {
  const { id } = member;
  let loss: Loss | null = null;
  member.on('connected', () => tell({ type: 'member.opened', id }));
  member.on('connect.failed', ({ error }) => {
    const { code, reason } = member.getSnapshot().context.lastClose ?? { code: 1006, reason: '' };
    loss = { code, reason, cause: 'remote', error };
  });
  member.on('connection.lost', ({ code, reason, cause, error, willRetry }) => {
    loss = { code, reason, cause, error };
    if (willRetry) tell({ type: 'member.lost', id, ...loss });
  });
  // Only when its socket is closed: else the server could have the topics on two connections.
  member.subscribe(({ value }) => {
    if (value !== 'failed' || loss === null) return;
    const failed = loss;
    loss = null;
    tell({ type: 'member.failed', id, ...failed });
  });
  member.on('disconnected', () => tell({ type: 'member.closed', id }));
  member.on('frame.dropped', (dropped) => pool.client.send(dropped));
  member.on('listener.failed', ({ error, topic, event }) => pool.report(error, topic, event));
}
