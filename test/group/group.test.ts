import { describe, expect, it } from 'vitest';
import { ownerOf } from 'xstate-phoenix/group';
import { GroupWorld, sensors, shares } from './groups.ts';

describe('a group', () => {
  it('shares its topics out, each to the member that everybody takes for its owner', async () => {
    const world = new GroupWorld();
    const members = ['ana', 'bo', 'cy'].map((name) => world.member(name));
    await world.flow(6_000);
    expect(members.map(({ state }) => state)).toEqual(members.map(() => ({ member: 'settled' })));
    expect(members.map((member) => member.members)).toEqual(members.map(() => ['ana', 'bo', 'cy']));
    for (const [topic, owners] of shares(members)) {
      expect(owners).toEqual([ownerOf(topic, ['ana', 'bo', 'cy'])]);
      expect(world.ownersAt(topic)).toEqual(owners);
    }
    expect(world.refused).toEqual([]);
    expect(sensors(20)).toHaveLength(20);
  });
});
