import {
  type ClientInput,
  type ClientRef,
  ConfigurationError,
  ConnectError,
  clientMachine,
  interpret,
  type TransportRequest,
} from 'xstate-phoenix';
import { TestClock } from 'xstate-phoenix/testing';
import { lesser, shown } from './shrink.ts';
import { assure, type Target } from './target.ts';
import { MARK } from './texts.ts';
import { drawEndpoint } from './urls.draw.ts';

type Endpoint = Readonly<Record<string, unknown>>;

/** What a subprotocol and the name of a header may be made of (RFC 9110, 5.6.2), and the value of one (5.5). */
const token = /^[\w!#$%&'*+.^`|~-]+$/;
const fieldValue = /^[\t\x20-\x7e\x80-\xff]*$/;
/** What the parts of an endpoint may fail with. */
const codes: ReadonlySet<unknown> = new Set(['configuration', 'params']);

/** Urls, params, tokens and headers, as values and as functions of every kind. */
export const urls: Target<Endpoint> = {
  name: 'urls',
  inputsPerCase: 1,
  draw: (random) => drawEndpoint(random),

  async run(endpoint) {
    const requests: TransportRequest[] = [];
    const failures: unknown[] = [];
    const clock = new TestClock();
    const transport: ClientInput['transport'] = (request) => {
      requests.push(request);
      return { send: () => {}, close: () => {} };
    };
    const input = { ...endpoint, transport, jitter: 0 } as ClientInput;
    const client = interpret(clientMachine, { clock, input });
    client.subscribe({ error: (error) => void failures.push(error) });
    client.on('connect.failed', ({ error }) => void failures.push(error));
    client.start();
    for (let turn = 0; turn < 8 && requests.length + failures.length === 0; turn += 1) await null;
    checkOutcome(client, requests, failures, endpoint);
    client.stop();
    assure(clock.timers === 0, () => `${clock.timers} timers have outlived the client`);
  },

  smaller: (endpoint) => lesser(endpoint) as Iterable<Endpoint>,
  show: shown,
};

function checkOutcome(
  client: ClientRef,
  requests: readonly TransportRequest[],
  failures: readonly unknown[],
  endpoint: Endpoint,
): void {
  const { status } = client.getSnapshot();
  const [request] = requests;
  const [failure] = failures;
  assure(requests.length + failures.length <= 1, () => `${requests.length} dialed, ${failures.length} failed`);
  if (request) {
    assure(status === 'active', () => `the client is ${status}`);
    checkRequest(request, endpoint);
  } else if (failure === undefined) {
    // A promise that is never settled has the time of connectTimeoutMs.
    assure(client.getSnapshot().matches({ connecting: 'preparing' }), 'nothing was dialed, and nothing is prepared');
  } else if (status === 'error') {
    assure(failure instanceof ConfigurationError, () => `the client failed with ${shown(failure)}`);
    checkWords(failure);
  } else {
    assure(status === 'active', () => `the client is ${status}`);
    assure(failure instanceof ConnectError, () => `an attempt failed with ${shown(failure)}`);
    assure(codes.has(failure.code), () => `an attempt failed as ${failure.code}: ${shown(failure)}`);
    checkWords(failure);
  }
}

/** What is dialed can be dialed, whatever it was made of. */
function checkRequest({ url, protocols, headers }: TransportRequest, endpoint: Endpoint): void {
  assure(URL.canParse(url), () => `dialed what is no url: ${url}`);
  const { protocol, pathname, searchParams, hash } = new URL(url);
  assure(protocol === 'ws:' || protocol === 'wss:', () => `dialed ${protocol}`);
  assure(/\/(websocket|longpoll)$/.test(pathname), () => `dialed the path ${pathname}`);
  assure(searchParams.getAll('vsn').join() === '2.0.0', () => `dialed the vsn ${searchParams.getAll('vsn')}`);
  assure(hash === '', () => `dialed the hash ${hash}`);
  assure(new Set(protocols).size === protocols.length, 'a subprotocol is asked for twice');
  for (const name of protocols) assure(token.test(name), () => `asked for the subprotocol ${name}`);
  assure(typeof headers === 'object', 'a function that gave a function was dialed with');
  for (const [name, value] of Object.entries(headers))
    assure(token.test(name) && typeof value === 'string' && fieldValue.test(value), () => `sent the header ${name}`);
  checkParams(searchParams, endpoint.params);
}

/** Every text that stands in the params stands in the query, under its key. */
function checkParams(query: URLSearchParams, params: unknown): void {
  if (typeof params !== 'object' || params === null) return;
  for (const [key, value] of Object.entries(params))
    if (typeof value === 'string') assure(query.getAll(key).includes(value), () => `the param "${key}" got lost`);
}

function checkWords(error: Error): void {
  assure(!error.message.includes(MARK), () => `the error quotes what it is about: ${error.message}`);
  // What a function of the user threw is handed back as it was.
  if (error instanceof ConnectError && error.code === 'params') return;
  for (let { cause } = error; cause instanceof Error; cause = cause.cause)
    assure(!cause.message.includes(MARK), () => `the cause of an error quotes it: ${shown(cause)}`);
}
