/** @jsxImportSource solid-js */
import { createSignal, For, from, onCleanup, Show } from 'solid-js';
import { type ChannelSnapshot, on, push } from 'xstate-phoenix';
import { PhoenixProvider, useRoom } from './phoenix.tsx';

function ChatBadge(props: { topic: string }) {
  const room = useRoom(props.topic);
  const [count, setCount] = createSignal(0);
  onCleanup(on(room, 'new_msg', () => setCount((count) => count + 1)));
  return <b>{count()}</b>;
}

function ChatRoom(props: { topic: string }) {
  const room = useRoom(props.topic);
  const snapshot = from<ChannelSnapshot>(room, room.getSnapshot());
  const [messages, setMessages] = createSignal<{ id: number; body: string }[]>([]);
  const [body, setBody] = createSignal('');
  const [problem, setProblem] = createSignal('');

  onCleanup(on<{ id: number; body: string }>(room, 'new_msg', (message) => setMessages((all) => [...all, message])));

  async function say(event: SubmitEvent) {
    event.preventDefault();
    try {
      await push(room, 'new_msg', { body: body() });
    } catch (error) {
      setProblem(String(error));
    }
  }

  return (
    <form onSubmit={say}>
      <ul>
        <For each={messages()}>{({ body }) => <li>{body}</li>}</For>
      </ul>
      <input onInput={(event) => setBody(event.target.value)} />
      <button type="submit" disabled={!snapshot().hasTag('joined')}>
        Say
      </button>
      <output>{problem()}</output>
    </form>
  );
}

export function App() {
  const [topic, setTopic] = createSignal('room:lobby');
  const [isOpen, setIsOpen] = createSignal(true);
  return (
    <PhoenixProvider options={{ input: { url: 'ws://localhost:4000/socket' } }}>
      <select onChange={(event) => setTopic(event.target.value)}>
        <option>room:lobby</option>
        <option>room:kitchen</option>
      </select>
      <Show when={topic()} keyed>
        {(topic) => (
          <>
            <button type="button" onClick={() => setIsOpen(!isOpen())}>
              Chat <ChatBadge topic={topic} />
            </button>
            <Show when={isOpen()}>
              <ChatRoom topic={topic} />
            </Show>
          </>
        )}
      </Show>
    </PhoenixProvider>
  );
}
