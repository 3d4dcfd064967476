import { describe, expect, it } from 'vitest';
import { pageBundle } from '../support/page.bundle.ts';

const code = (name: string) =>
  `(code "${name}": see https://github.com/xstate-phoenix/xstate-phoenix/blob/main/docs/codes.md)`;

/** Programs that fail, what each says in a page in production, and what it says in development. */
const failures = [
  [
    'an option',
    `() => Promise.reject(interpret(clientMachine, { input: { url: 'ws://localhost/socket', jitter: 'S3CRET' } }).getSnapshot().error)`,
    `The configuration has a problem: jitter ${code('jitter')}`,
    'The configuration has a problem: jitter must be a number from 0 to 1',
  ],
  [
    'several options',
    `() => Promise.reject(interpret(clientMachine, { input: { url: 'S3CRET', reconnectAfterMs: [1, 'S3CRET'] } }).getSnapshot().error)`,
    `The configuration has 2 problems: reconnectAfterMs[1] ${code('delay')}; url ${code('url_relative')}`,
    'The configuration has 2 problems: reconnectAfterMs[1] must be a number from 0, or Infinity; ' +
      'url is relative, and there is no page it could be relative to; begin it with ws:// or wss://',
  ],
  [
    'an option that there is not',
    `() => Promise.reject(interpret(clientMachine, { input: { url: 'ws://localhost/socket', authTokn: 'S3CRET' } }).getSnapshot().error)`,
    `The configuration has a problem: authTokn ${code('unknown')}`,
    /^The configuration has a problem: authTokn is not an option; use authToken, autoConnect, /,
  ],
  [
    'a push',
    `async () => {
      const client = interpret(clientMachine, { input: { url: 'ws://localhost/socket', autoConnect: false } }).start();
      const pushed = push(join(client, 'room:lobby'), 'new_msg', 'S3CRET', { whenNotJoined: 'reject' });
      try { return await pushed } finally { client.stop() }
    }`,
    `The push of "new_msg" to "room:lobby" ${code('push_not_joined')} ${code('never_connected')}`,
    'The push of "new_msg" to "room:lobby" was not sent, because the topic is not joined and whenNotJoined is "reject". ' +
      'Nobody has asked the client to connect yet.',
  ],
  [
    'a field of a binary frame',
    `async () => v2().encode(['1', '2', 'S3CRET'.repeat(50), 'e', new Uint8Array(1)])`,
    `The topic ${code('too_long')}`,
    'The topic of a binary frame takes 300 bytes; 255 is the limit.',
  ],
  ['a frame', `async () => v2().decode('S3CRET')`, code('not_json'), 'A text frame of 6 characters is not JSON.'],
] as const;

/** What a program says that a page runs, bundled with some conditions. */
async function said(program: string, conditions?: readonly string[]): Promise<string> {
  const entry = `import { clientMachine, interpret, join, push } from 'xstate-phoenix';
    import { v2 } from 'xstate-phoenix/serializers';
    export const fail = ${program};`;
  const text = await pageBundle(entry, [], conditions);
  const page = await import(`data:text/javascript;base64,${Buffer.from(text).toString('base64')}`);
  const failed: unknown = await page.fail().catch((error: unknown) => error);
  return failed instanceof Error ? failed.message : String(failed);
}

describe.each(failures)('an error about %s', (_, program, inProduction, inDevelopment) => {
  it('names it and a code in a page in production, and never a value', async () => {
    const message = await said(program);
    expect(message).toBe(inProduction);
    expect(message).not.toContain('S3CRET');
  });

  it('is a whole sentence in a page in development', async () => {
    const message = await said(program, ['development']);
    if (typeof inDevelopment === 'string') expect(message).toBe(inDevelopment);
    else expect(message).toMatch(inDevelopment);
  });
});
