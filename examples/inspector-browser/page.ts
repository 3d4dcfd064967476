import { clientMachine, interpret, join, on, push } from 'xstate-phoenix';
import { openInspector } from 'xstate-phoenix-inspector/browser';

function find<E extends Element>(selector: string, kind: new () => E): E {
  const element = document.querySelector(selector);
  if (!(element instanceof kind)) throw new Error(`There is no ${selector}.`);
  return element;
}

const inspector = openInspector({ control: true });
const url = document.body.dataset.socket ?? '';
const client = interpret(clientMachine, { input: { url }, inspect: inspector.inspect }).start();
inspector.showIn(find('iframe', HTMLIFrameElement));

const lobby = join(client, 'room:lobby');
join(client, 'room:garden');

const said = find('#said', HTMLOListElement);
on<{ readonly body: string }>(lobby, 'said', ({ body }) => {
  const line = document.createElement('li');
  line.textContent = body;
  said.append(line);
});

const state = find('#state', HTMLElement);
client.subscribe(({ value }) => {
  state.textContent = typeof value === 'string' ? value : Object.keys(value).join();
});

const words = find('#words', HTMLInputElement);
find('form', HTMLFormElement).addEventListener('submit', (event) => {
  event.preventDefault();
  ask('say', { body: words.value });
  words.value = '';
});
find('#cut', HTMLButtonElement).addEventListener('click', () => ask('cut'));
find('#crash', HTMLButtonElement).addEventListener('click', () => ask('crash'));

/** Errors are ignored here. You can see them in the inspector. */
function ask(event: string, payload: object = {}): void {
  push(lobby, event, payload).catch(() => {});
}
