import { inspect as describeDeep } from 'node:util';
import { describe, expect, it, vi } from 'vitest';
import type { InspectionEvent } from 'xstate';
import {
  type ClientInput,
  ConfigurationError,
  type ConnectError,
  endpointUrl,
  onFrame,
  parseConfiguration,
} from 'xstate-phoenix';
import { hear } from '../../support/hear.ts';
import '../../support/matchers.ts';
import { turns } from '../../support/room.ts';
import { createWorld } from '../../support/world.ts';

/** Words of the url, the params, the token and the headers, also as they are encoded on the wire. */
const secrets = ['urlSecret', 'paramSecret', 'tokenSecret', 'headerSecret', btoa('tokenSecret').slice(0, 12)];

const constants: Partial<ClientInput> = {
  url: 'ws://server.test/socket?key=urlSecret',
  params: { token: 'paramSecret' },
  authToken: 'tokenSecret',
  headers: { authorization: 'headerSecret' },
};
const functions: Partial<ClientInput> = {
  ...constants,
  url: () => 'ws://server.test/socket?key=urlSecret',
  params: async () => ({ token: 'paramSecret' }),
  authToken: () => 'tokenSecret',
};

const leaks = (text: string) => secrets.filter((secret) => text.includes(secret));
const shown = (value: unknown) => JSON.stringify(value) ?? '';

/** What the inspector is shown, without the `init` event of the root actor, which is the user's own input. */
const ours = (shownEvent: InspectionEvent) =>
  'event' in shownEvent &&
  shownEvent.event.type === 'xstate.init' &&
  shownEvent.actorRef.sessionId === shownEvent.rootId
    ? { ...shownEvent, event: null }
    : shownEvent;

/** Runs a client through every kind of end. Returns what the inspector, the listeners and the subscribers saw. */
async function live(input: Partial<ClientInput>) {
  const seen: string[] = [];
  const world = createWorld(input, {
    start: false,
    inspect: (event) => {
      seen.push(shown(ours(event)));
    },
  });
  const heard = hear(world.client);
  const contexts: string[] = [];
  world.client.subscribe((snapshot) => {
    contexts.push(shown(snapshot), shown(snapshot.context), describeDeep(snapshot.context.error, { depth: 9 }));
  });
  world.client.start();
  await turns();
  world.socket.close(1006);
  world.clock.increment(10);
  await turns();
  world.open();
  world.clock.increment(30_000);
  world.socket.reply(world.socket.last('heartbeat'));
  world.client.send({ type: 'client.reconnect' });
  await turns();
  world.clock.increment(10_000);
  world.clock.increment(10);
  await turns();
  world.open();
  world.client.send({ type: 'client.disconnect' });
  world.clock.increment(3000);
  world.client.send({ type: 'client.connect' });
  await turns();
  for (let refusal = 0; refusal < 3; refusal += 1) {
    world.socket.refuse(403);
    world.clock.increment(10_000);
    await turns();
  }
  return { world, seen, contexts, heard };
}

describe.each([
  ['constants', constants],
  ['functions', functions],
])('the url, params, token and headers that are %s', (_, input) => {
  it('reach the socket', async () => {
    const { world } = await live(input);
    expect(leaks(world.socket.url + world.socket.protocols)).toEqual(
      expect.arrayContaining(['urlSecret', 'paramSecret']),
    );
  });

  it('are in no snapshot', async () => {
    const { contexts } = await live(input);
    expect(contexts.length).toBeGreaterThan(30);
    expect(leaks(contexts.join())).toEqual([]);
  });

  it('are in nothing the inspector is shown of our own actors', async () => {
    const { seen } = await live(input);
    expect(seen.length).toBeGreaterThan(50);
    expect(leaks(seen.join())).toEqual([]);
  });

  it('are in nothing that is emitted', async () => {
    const { heard } = await live(input);
    expect(heard.length).toBeGreaterThan(7);
    expect(leaks(heard.map((event) => shown(event) + describeDeep(event, { depth: 9 })).join())).toEqual([]);
  });

  it('are in nothing that is persisted', async () => {
    const { world } = await live(input);
    expect(leaks(shown(world.client.getPersistedSnapshot()))).toEqual([]);
  });

  it('are neither asked for nor shown when frames are shown', async () => {
    const asked = vi.fn(() => ({ token: 'paramSecret' }));
    const world = createWorld({ ...input, params: asked });
    const frames: unknown[] = [];
    onFrame(world.client, (tap) => frames.push(tap));
    await turns();
    world.open();
    world.clock.increment(30_000);
    expect(frames.length).toBe(1);
    expect(leaks(shown(frames))).toEqual([]);
    expect(asked).toHaveBeenCalledTimes(1);
  });
});

describe('an error', () => {
  const told = (error: unknown) => describeDeep(error, { depth: 9, showHidden: true }) + String(error);

  it.each([
    ['a SyntaxError', () => new SyntaxError(`The URL 'ws://a/?token=paramSecret' or 'tokenSecret' is invalid`)],
    ['a TypeError', () => new TypeError('Invalid value "headerSecret" for header')],
    ['the SyntaxError of another realm', () => ({ name: 'SyntaxError', message: 'ws://a/?token=paramSecret' })],
    ['a SecurityError', () => new DOMException('ws://a/?token=paramSecret', 'SecurityError')],
  ])('of a transport that throws %s quotes none of it', (_, make) => {
    const world = createWorld({
      ...constants,
      transport: () => {
        throw make();
      },
    });
    expect(world.client).toBeIn('failed');
    expect(leaks(told(world.client.getSnapshot().context.error))).toEqual([]);
  });

  it('of answers that can not be dialed quotes none of them', () => {
    const cases: Partial<ClientInput>[] = [
      { url: () => 'ftp://server.test/?key=urlSecret' },
      { url: () => 'nowhere urlSecret' },
      { params: () => 'paramSecret' as never },
      { authToken: () => 'tokenSecret-ab?' },
    ];
    for (const input of cases) {
      const world = createWorld({ ...constants, ...input });
      expect(world.client).toBeIn('reconnect-waiting');
      expect(leaks(told(world.client.getSnapshot().context.error))).toEqual([]);
    }
  });

  it('of a configuration names the options and quotes no value', () => {
    const parsed = parseConfiguration({
      url: 'nowhere urlSecret',
      params: 'paramSecret' as never,
      authToken: 'tokenSecret-ab?',
      headers: { authorization: ['headerSecret'] } as never,
      jitter: 'paramSecret' as never,
    });
    const problems = parsed.ok ? [] : parsed.problems;
    expect(problems.map(({ path }) => path).sort()).toEqual(['authToken', 'headers', 'jitter', 'params', 'url']);
    expect(leaks(told(new ConfigurationError(problems)))).toEqual([]);
  });

  it('of a refusal holds the status and nothing of the request', () => {
    const world = createWorld(constants);
    const heard = hear(world.client, 'connect.failed');
    world.socket.refuse(403);
    const errors: ConnectError[] = heard.map(({ error }) => error);
    expect(leaks(told(errors))).toEqual([]);
    expect(leaks(endpointUrl({ url: 'ws://a', params: { a: 'paramSecret' }, vsn: '2.0.0' }))).toEqual(['paramSecret']);
  });
});
