import { describe, expect, it } from 'vitest';
import type { Frame } from 'xstate-phoenix';
import { toClientEvent, toEvent } from '../../../src/machines/client/frame.events.ts';

const TOPIC = 'room:lobby';
/** A channel that waits for a join, a leave and a push. */
const awaited = new Map([[TOPIC, { joinRef: '5', leaveRef: '6' }]]);
const PUSH_REF = '7';

const joinRefs = { live: '5', null: null, stale: '2' } as const;
const refs = { join: '5', leave: '6', push: PUSH_REF, other: '99', null: null } as const;
const unmatched = { reason: 'unmatched topic' };

const replyOf = (joinRef: string | null, ref: string | null, status: string, response: unknown): Frame => [
  joinRef,
  ref,
  TOPIC,
  'phx_reply',
  { status, response },
];

describe('a reply', () => {
  for (const [whose, joinRef] of Object.entries(joinRefs)) {
    describe(`with a ${whose} join_ref`, () => {
      it.each(['ok', 'error', 'maybe', 'constructor', ''])('accepts or refuses the join by its ref: %s', (status) => {
        expect(toEvent(replyOf(joinRef, refs.join, status, { a: 1 }), awaited)).toEqual({
          type: status === 'ok' ? 'join.accepted' : 'join.refused',
          joinRef: joinRef ?? '5',
          response: { a: 1 },
        });
      });

      it.each(['ok', 'error', 'maybe'])('acknowledges the leave by its ref: %s', (status) => {
        expect(toEvent(replyOf(joinRef, refs.leave, status, {}), awaited)).toEqual({ type: 'leave.acknowledged' });
      });

      it.each(['push', 'other', 'null'] as const)('is that to a push with any other ref: %s', (which) => {
        for (const status of ['ok', 'error', 'maybe'])
          for (const response of [{ a: 1 }, null, 'text', [unmatched], { reason: 'other' }])
            expect(toEvent(replyOf(joinRef, refs[which], status, response), awaited)).toEqual({
              type: 'channel.reply',
              joinRef,
              ref: refs[which],
              status,
              response,
            });
      });

      it.each(['push', 'other', 'null'] as const)('says that the topic is unmatched: %s', (which) => {
        const event = toEvent(replyOf(joinRef, refs[which], 'error', unmatched), awaited);
        if (joinRef === null)
          expect(event).toEqual({ type: 'channel.unmatched', ref: refs[which], response: unmatched });
        else expect(event).toMatchObject({ type: 'channel.reply', status: 'error' });
        expect(toEvent(replyOf(joinRef, refs[which], 'ok', unmatched), awaited)).toMatchObject({
          type: 'channel.reply',
        });
      });
    });
  }

  it('refuses the join as unmatched, without a join_ref, as Phoenix does', () => {
    expect(toEvent(replyOf(null, refs.join, 'error', unmatched), awaited)).toEqual({
      type: 'join.refused',
      joinRef: '5',
      response: unmatched,
    });
  });

  it.each([
    ['awaits nothing', new Map([[TOPIC, { joinRef: null, leaveRef: null }]])],
    ['has written nothing', new Map()],
  ])('answers neither a join nor a leave of a topic that %s', (_, idle) => {
    for (const ref of Object.values(refs))
      expect(toEvent(replyOf(null, ref, 'ok', {}), idle)).toMatchObject({ type: 'channel.reply', ref });
  });

  it.each([[null], [undefined], ['text'], [7], [[]], [{}], [{ status: 1, response: {} }], [{ response: {} }]])(
    'whose payload is %j counts as an error with that response',
    (payload) => {
      expect(toEvent(['5', PUSH_REF, TOPIC, 'phx_reply', payload], awaited)).toEqual({
        type: 'channel.reply',
        joinRef: '5',
        ref: PUSH_REF,
        status: 'error',
        response: payload,
      });
      expect(toEvent(['5', '5', TOPIC, 'phx_reply', payload], awaited)).toMatchObject({ type: 'join.refused' });
    },
  );

  it('without a response has undefined for one', () => {
    expect(toEvent(['5', PUSH_REF, TOPIC, 'phx_reply', { status: 'ok' }], awaited)).toMatchObject({
      status: 'ok',
      response: undefined,
    });
  });
});

describe('every other frame', () => {
  const cases = Object.values(joinRefs).flatMap((joinRef) => Object.values(refs).map((ref) => [joinRef, ref] as const));

  it.each(cases)('is told by its event alone, with join_ref %s and ref %s', (joinRef, ref) => {
    const payload = { status: 'ok', response: unmatched };
    const frame = (event: string): Frame => [joinRef, ref, TOPIC, event, payload];
    expect(toEvent(frame('phx_close'), awaited)).toEqual({ type: 'channel.closed', joinRef });
    expect(toEvent(frame('phx_error'), awaited)).toEqual({ type: 'channel.crashed', joinRef, payload });
    expect(toEvent(frame('phx_join'), awaited)).toBeNull();
    expect(toEvent(frame('phx_leave'), awaited)).toBeNull();
    for (const event of ['msg', 'presence_diff', '', '*', '__proto__', 'joined', 'phx_other', 'xstate.stop'])
      expect(toEvent(frame(event), awaited)).toEqual({ type: 'channel.message', joinRef, event, payload });
  });

  it('of version 1 has no join_ref in replies and messages, and the join in the ref of an end', () => {
    expect(toEvent([null, '5', TOPIC, 'phx_reply', { status: 'ok', response: {} }], awaited)).toEqual({
      type: 'join.accepted',
      joinRef: '5',
      response: {},
    });
    expect(toEvent([null, null, TOPIC, 'msg', {}], awaited)).toMatchObject({ type: 'channel.message', joinRef: null });
    expect(toEvent(['5', '5', TOPIC, 'phx_close', {}], awaited)).toEqual({ type: 'channel.closed', joinRef: '5' });
    expect(toEvent([null, null, TOPIC, 'phx_error', {}], awaited)).toMatchObject({ joinRef: null });
  });

  it('is left as it was', () => {
    const payload = Object.freeze({ status: 'ok', response: Object.freeze({}) });
    const frame: Frame = ['5', '5', TOPIC, 'phx_reply', payload];
    toEvent(Object.freeze(frame), awaited);
    expect(frame).toEqual(['5', '5', TOPIC, 'phx_reply', { status: 'ok', response: {} }]);
  });
});

describe("a frame of the connection's own topic", () => {
  it('acknowledges a heartbeat when it is a reply with a ref, and means nothing otherwise', () => {
    const ok = { status: 'ok', response: {} };
    expect(toClientEvent([null, '9', 'phoenix', 'phx_reply', ok])).toEqual({
      type: 'heartbeat.acknowledged',
      ref: '9',
    });
    for (const frame of [
      [null, null, 'phoenix', 'phx_reply', ok],
      [null, '9', 'phoenix', 'phx_error', {}],
      [null, '9', 'phoenix', 'heartbeat', {}],
      [null, '9', TOPIC, 'phx_reply', ok],
    ] satisfies Frame[])
      expect(toClientEvent(frame)).toBeNull();
  });
});
