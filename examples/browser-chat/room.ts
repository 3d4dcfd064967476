import { type ChannelRef, type ClientRef, join, on, PushError, push } from 'xstate-phoenix';
import { createPresence } from 'xstate-phoenix/presence';
import { find } from './find.ts';

/** Joins a room, and shows its messages, its members and a form in a copy of the template of the page. */
export function showRoom(client: ClientRef, topic: string, name: string): ChannelRef {
  const copy = document.importNode(find('#room', HTMLTemplateElement).content, true);
  const section = find('section', HTMLElement, copy);
  find('h2', HTMLElement, section).textContent = topic.slice('room:'.length);
  const members = find('.members', HTMLElement, section);
  const lines = find('ol', HTMLOListElement, section);
  const words = find('input', HTMLInputElement, section);
  document.querySelector('main')?.append(section);

  const room = join(client, topic, { params: { name } });
  room.subscribe(({ value }) => {
    section.dataset.state = typeof value === 'string' ? value : Object.keys(value).join();
  });

  const presence = createPresence(room);
  presence.onSync(() => {
    members.replaceChildren(
      ...presence.list((key) => {
        const member = document.createElement('li');
        member.textContent = key;
        return member;
      }),
    );
  });

  const add = (author: string, body: string) => {
    const line = document.createElement('li');
    const who = document.createElement('b');
    who.textContent = author;
    line.append(who, ` ${body}`);
    lines.append(line);
    line.scrollIntoView({ block: 'nearest' });
    return line;
  };
  on<{ readonly name: string; readonly body: string }>(room, 'said', (said) => void add(said.name, said.body));

  find('form', HTMLFormElement, section).addEventListener('submit', (event) => {
    event.preventDefault();
    const body = words.value;
    words.value = '';
    push(room, 'say', { body }).catch((error: unknown) => {
      const why = error instanceof PushError ? error.code : 'error';
      add(name, `${body} (not delivered: ${why})`).className = 'lost';
    });
  });
  return room;
}
