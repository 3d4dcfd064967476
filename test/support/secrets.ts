import type { ClientInput } from 'xstate-phoenix';

/** The secrets. They are in small letters, like codes, which may be shown. */
export const SECRET = /secret/i;

/** The beginning of the auth token in its subprotocol. */
export const token = btoa('tokensecret').slice(0, 12);

/** A function of the user that gives a secret away. */
export const fails = () => {
  throw new Error('a message with a secreterror');
};

/** An input that has a secret wherever one can be. */
export const secretInput: Partial<ClientInput> = {
  url: 'ws://server.test/socket?key=urlsecret',
  params: () => ({ token: 'paramsecret' }),
  authToken: 'tokensecret',
  headers: { authorization: 'headersecret' },
  reconnectAfterMs: [10],
  rejoinAfterMs: [10],
  heartbeatIntervalMs: 100,
};
