import type { ClientInput } from 'xstate-phoenix';

/** Every word that is to stay where it is. They are in small letters, as codes are, which may be shown. */
export const SECRET = /secret/i;

/** The begin of the auth token as a subprotocol has it. */
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
