import { describe, expect, it } from 'vitest';
import { type ClientHandlers, call, cast, defineClient, join } from 'xstate-phoenix';
import { startDefined } from '../support/defined.ts';
import { turns } from '../support/room.ts';

type Own = { readonly type: 'mine'; readonly name: string };
const mine = (name: string): Own => ({ type: 'mine', name });

/** A client that writes down the names of its events. */
function scribe(handlers: ClientHandlers<{ n: number }, Own, string, string>) {
  const heard: unknown[] = [];
  const logic = defineClient<{ n: number }, Own, string, string>({
    assigns: { n: 0 },
    ...handlers,
    onEvent(scope, event) {
      heard.push(event.name);
      return handlers.onEvent?.(scope, event);
    },
  });
  return { heard, logic };
}

describe('what a handler raises', () => {
  it('comes right after it, in order, before all that waits already', () => {
    const { heard, logic } = scribe({
      onConnect({ client, send, raise }) {
        client.send(mine('waits'));
        send(mine('waits too'));
        raise(mine('first'));
        raise(mine('second'));
        heard.push('handler');
      },
    });
    startDefined(logic);
    expect(heard).toEqual(['handler', 'first', 'second', 'waits', 'waits too']);
  });

  it('comes before what was raised earlier, where it is raised by what was raised', () => {
    const { heard, logic } = scribe({
      onConnect({ raise }) {
        raise(mine('a'));
        raise(mine('b'));
      },
      onEvent: ({ raise }, { name }) => {
        if (name.length < 3) raise(mine(`${name}${name}`));
      },
    });
    startDefined(logic);
    expect(heard).toEqual(['a', 'aa', 'aaaa', 'b', 'bb', 'bbbb']);
  });

  it('comes before the messages that wait', async () => {
    const { heard, logic } = scribe({
      onJoin(_, { channel }) {
        for (const name of ['one', 'two']) cast(channel, 'shout', { name });
      },
      onMessage({ raise }, { payload }) {
        const { name } = (payload as { payload: Own }).payload;
        heard.push(`message ${name}`);
        raise(mine(`after ${name}`));
      },
    });
    join(startDefined(logic).client, 'room:a');
    expect(heard).toEqual(['message one', 'after one', 'message two', 'after two']);
  });

  it('finds what was assigned, and is there though the handler throws', () => {
    const seen: unknown[] = [];
    const { logic } = scribe({
      onConnect({ assign, raise }) {
        assign({ n: 7 });
        raise(mine('next'));
        throw new Error('of mine');
      },
      onEvent: ({ assigns }) => void seen.push(assigns.n),
    });
    startDefined(logic);
    expect(seen).toEqual([7]);
  });

  it('may be raised by onStart and onCall, which is answered before', async () => {
    const { heard, logic } = scribe({
      onStart: ({ raise }) => raise(mine('start')),
      onConnect: () => void heard.push('connect'),
      onCall({ raise }, request) {
        raise(mine(request));
        return request;
      },
    });
    const { client } = startDefined(logic);
    const answer = call(client, 'called').then((value) => heard.push(`answer ${value}`));
    await answer;
    expect(heard).toEqual(['start', 'connect', 'called', 'answer called']);
  });

  it('is sent behind an await', async () => {
    const { heard, logic } = scribe({
      async onConnect({ raise }) {
        await null;
        raise(mine('later'));
        heard.push('end');
      },
    });
    startDefined(logic);
    await turns();
    expect(heard).toEqual(['later', 'end']);
  });

  it('is nobody else’s: other clients of the same handlers do not hear it', () => {
    const { heard, logic } = scribe({
      onConnect({ raise }) {
        raise(mine('mine'));
        if (heard.length === 0) {
          heard.push('outer');
          startDefined(logic);
        }
        heard.push('connected');
      },
    });
    startDefined(logic);
    expect(heard).toEqual(['outer', 'connected', 'mine', 'connected', 'mine']);
  });

  it('ends with the client', () => {
    const { heard, logic } = scribe({
      onTerminate: ({ raise }) => raise(mine('never')),
    });
    const { client } = startDefined(logic);
    client.send({ type: 'client.stop' });
    expect(heard).toEqual([]);
    expect(client.getSnapshot().status).toBe('done');
  });
});
