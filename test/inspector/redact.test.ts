import { describe, expect, it } from 'vitest';
import { ConnectError, JoinError } from 'xstate-phoenix';
import { createRedactor, typeOf } from '../../inspector/src/redact.ts';

const redactor = createRedactor();

describe('the allow-list of events', () => {
  it('shows refs, codes and names', () => {
    const message = { type: 'channel.message', joinRef: '1', event: 'new_msg', payload: { body: 'hello' } };
    expect(redactor.event('channel', message)).toEqual({ joinRef: '1', event: 'new_msg' });
    const closed = { type: 'transport.closed', code: 1006, reason: 'a reason' };
    expect(redactor.event('client', closed)).toEqual({ code: 1006 });
  });

  it('shows of an error its code', () => {
    const error = new ConnectError('unauthorized', 'a message', { cause: new Error('a cause') });
    const failed = { type: 'transport.failed', error, code: 1006, reason: 'a reason' };
    expect(redactor.event('client', failed)).toEqual({ code: 1006, error: 'unauthorized' });
  });

  it.each([
    ['an error that is not of ours', { type: 'join.failed', error: Object.assign(new Error('x'), { code: 'own' }) }],
    ['a code that is no number', { type: 'transport.closed', code: 'a text' }],
    ['a word that is none', { type: 'connection.lost', cause: 'A whole sentence.' }],
    ['an event that is not named', { type: 'client.call', call: { secret: 1 }, code: 1 }],
    ['the name of a method of all objects', { type: 'constructor', name: 'a name', length: 1 }],
  ])('shows nothing of %s', (_, event) => {
    expect(redactor.event('client', event)).toEqual({});
  });

  it('shows nothing of the events of other people’s actors, whatever they are called', () => {
    expect(redactor.event('foreign', { type: 'transport.closed', code: 1000 })).toEqual({});
  });

  it('shortens long texts', () => {
    const long = { type: 'channel.push', topic: 'x'.repeat(5000), event: 'e', payload: 1 };
    expect(String(redactor.event('client', long).topic)).toHaveLength(200);
  });

  it('leaves the name of an actor out of a type', () => {
    expect(typeOf('xstate.done.actor.room:1')).toBe('xstate.done.actor');
    expect(typeOf('xstate.error.actor.room:1')).toBe('xstate.error.actor');
    expect(typeOf('xstate.after.rejoinDelay.channel.rejoin-waiting.backoff')).toMatch(/^xstate\.after\.rejoinDelay\./);
  });
});

describe('the allow-list of states', () => {
  const context = {
    topic: 'room:1',
    attempt: 2,
    retryAt: null,
    reason: new JoinError('refused', 'room:1', 'a message', { reason: 'a response' }),
    params: () => 'a param',
    connection: { url: 'a url' },
    own: { deep: 1 },
  };
  const snapshot = { status: 'active', value: 'joined', tags: new Set(['joined']), context, output: 1, children: {} };

  it('shows numbers, refs and codes', () => {
    expect(redactor.state('channel', snapshot)).toEqual({
      status: 'active',
      value: 'joined',
      tags: ['joined'],
      context: { attempt: 2, retryAt: null, reason: 'refused' },
    });
  });

  it('shows nothing of the context of other people’s actors', () => {
    expect(redactor.state('foreign', snapshot).context).toEqual({});
  });

  it.each([[undefined], [null], ['text'], [{ status: 'odd', value: 3, tags: 'x', context: null }]])(
    'bears %j',
    (odd) => {
      const nothing = { status: 'active', value: null, tags: [], context: {} };
      expect(redactor.state('client', odd)).toEqual(nothing);
    },
  );
});

describe('a redaction of the user', () => {
  it('adds to what is shown of an event, as a copy', () => {
    const payload = { body: 'hello' };
    const shown = createRedactor({ event: (type, event) => ({ type: `was ${type}`, payload: event.payload }) });
    const detail = shown.event('channel', { type: 'channel.message', joinRef: '1', event: 'e', ...{ payload } });
    expect(detail).toEqual({ joinRef: '1', event: 'e', type: 'was channel.message', payload: { body: 'hello' } });
    expect(detail.payload).not.toBe(payload);
  });

  it.each([
    [
      'throws',
      () => {
        throw new Error('no');
      },
    ],
    ['gives what is no JSON', () => ({ big: 1n })],
  ])('that %s adds nothing', (_, event) => {
    expect(createRedactor({ event }).event('client', { type: 'transport.closed', code: 1000 })).toEqual({ code: 1000 });
  });

  it('names keys of the context, functions excepted', () => {
    const { context } = createRedactor({ context: ['own', 'params', 'missing'] }).state('foreign', {
      context: { own: { deep: 1 }, params: () => 'a param' },
    });
    expect(context).toEqual({ own: { deep: 1 } });
  });

  it('shows payloads and responses, and of long ones that they are long', () => {
    const shown = createRedactor({ payloads: true });
    const accepted = { type: 'join.accepted', joinRef: '1', response: { id: 7 } };
    expect(shown.event('channel', accepted)).toEqual({ joinRef: '1', response: { id: 7 } });
    expect(shown.payload('x'.repeat(20_000))).toBe('more than 10000 characters of JSON');
    expect(redactor.payload({ body: 1 })).toBeUndefined();
  });
});
