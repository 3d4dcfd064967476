import { describe, expect, it } from 'vitest';
import { transcripts } from '../testing/transcript.ts';
import { playLongPoll } from './play.longpoll.ts';
import { play } from './play.ts';

/** Recordings that no user of the library can have, and why. */
const undrivable: Readonly<Record<string, string>> = {
  longpoll_bad_token: 'a session always has the token that the server gave it',
  longpoll_cors: 'browsers make pre-flights by themselves, and the client makes no PUT',
  auth_token_alone: 'a token never goes without the subprotocol phoenix',
  auth_token_padded: 'a token never has padding',
  auth_token_base64url_alphabet: 'a token is always in the standard alphabet',
  subprotocol_unknown: 'no other subprotocol is asked for',
  vsn_missing: 'a version is always asked for',
};

const notJoined = 'the topic is not joined, so a push waits and a leave has nothing to leave';
const oldJoinRef = 'its join_ref is an old one';
const noFrame = 'it is no frame';
const noJoinRef = 'frames of a topic always have a join_ref';

/** Single frames of the recorded clients that no user of the library can make it write, and why. */
const undrivenFrames: Readonly<Record<string, readonly string[]>> = {
  channel_crash: [notJoined],
  channel_stop_normal: [notJoined],
  connect_heartbeat: ['a heartbeat holds nothing'],
  double_join: [oldJoinRef],
  empty_payload: ['a null payload becomes {}'],
  extra_array_elements: [noFrame],
  invalid_binary: [noFrame],
  invalid_empty_text: [noFrame],
  invalid_json: [noFrame],
  invalid_json_object: [noFrame],
  invalid_utf8_text: [noFrame],
  join_rejected: [notJoined],
  join_slow: [notJoined],
  leave: [notJoined],
  longpoll_auth_token: [notJoined],
  longpoll_invalid_json: [noFrame],
  null_join_ref: [noJoinRef, noJoinRef, noJoinRef, notJoined, noJoinRef, noJoinRef],
  oversize_frame: [noFrame],
  push_not_joined: [notJoined, notJoined, notJoined],
  reconnect_rejoin: [oldJoinRef],
  v1_binary: [notJoined],
  v1_invalid: [noFrame],
  v1_join_push_leave: [notJoined],
};

const recorded = [...transcripts()];

describe('a recorded conversation with Phoenix 1.8.12', () => {
  for (const [name, transcript] of recorded.filter(([name]) => !(name in undrivable)))
    it(`${name}: ${transcript.description}`, async () => {
      const players = await (transcript.transport === 'longpoll' ? playLongPoll : play)(name, transcript);
      expect(players.flatMap(({ undriven }) => undriven)).toEqual(undrivenFrames[name] ?? []);
    });

  it('is left out only where no user of the library can have it', () => {
    const names = recorded.map(([name]) => name);
    expect(names.filter((name) => name in undrivable).sort()).toEqual(Object.keys(undrivable).sort());
    expect(names.length).toBe(68);
  });
});
