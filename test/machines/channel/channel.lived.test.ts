import { describe, expect, it } from 'vitest';
import { accept, end, joiningRoom, refuse } from '../../support/room.ts';

describe('the count of retries after a join', () => {
  it.each([
    [9_999, 1],
    [10_000, 0],
  ])('is told when the server ends the topic after %i ms: %i retries', (lived, attempt) => {
    const { socket, clock, room } = joiningRoom({ heartbeatIntervalMs: 0 });
    refuse(socket);
    clock.increment(1_000);
    accept(socket);
    clock.increment(lived);
    end(socket);
    expect(room.getSnapshot()).toMatchObject({ value: 'closed', context: { attempt } });
  });
});
