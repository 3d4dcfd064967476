import { encodeUtf8 } from '../protocol/utf8.ts';

/**
 * The member that owns a topic. Everybody who asks with the same members gets the same answer, on every platform, in whatever
 * order the members are. If a member comes or goes, only the topics move that it gets or had.
 *
 * It is rendezvous hashing: the owner is the member with the highest weight, and of several with the same weight the one whose
 * name comes first. The weight is `mix(fnv1a(topic) ^ mix(fnv1a(member)))`, in unsigned integers of 32 bits: `fnv1a` over the
 * bytes of UTF-8, and `mix` is the last step of MurmurHash3 (`fmix32`).
 *
 * @param members - Their names. A name that is there twice counts once.
 * @returns The name of a member; undefined if there is none.
 */
export function ownerOf(topic: string, members: Iterable<string>): string | undefined {
  return owners(members)(topic);
}

/** Like {@link ownerOf}, for many topics of the same members. */
export function owners(members: Iterable<string>): (topic: string) => string | undefined {
  const known = Array.from(members, (name) => ({ name, hash: mix(fnv1a(name)) }));
  return (topic) => {
    const hash = fnv1a(topic);
    let owner: string | undefined;
    let highest = -1;
    for (const member of known) {
      const weight = mix(hash ^ member.hash);
      if (weight < highest || (weight === highest && member.name >= String(owner))) continue;
      highest = weight;
      owner = member.name;
    }
    return owner;
  };
}

function fnv1a(text: string): number {
  let hash = 0x811c9dc5;
  for (const byte of encodeUtf8(text)) hash = Math.imul(hash ^ byte, 0x01000193);
  return hash;
}

function mix(hash: number): number {
  let mixed = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}
