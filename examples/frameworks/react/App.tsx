/** @jsxImportSource react */
import { useSelector } from '@xstate/react';
import { type FormEvent, useEffect, useState } from 'react';
import { on, push } from 'xstate-phoenix';
import { Phoenix, useRoom } from './phoenix.ts';

function ChatBadge({ topic }: { topic: string }) {
  const room = useRoom(topic);
  const [count, setCount] = useState(0);
  useEffect(() => room && on(room, 'new_msg', () => setCount((count) => count + 1)), [room]);
  return <b>{count}</b>;
}

function ChatRoom({ topic }: { topic: string }) {
  const room = useRoom(topic);
  const isJoined = useSelector(room, (snapshot) => snapshot?.hasTag('joined') ?? false);
  const [messages, setMessages] = useState<{ id: number; body: string }[]>([]);
  const [problem, setProblem] = useState('');

  useEffect(() => {
    if (!room) return;
    return on<{ id: number; body: string }>(room, 'new_msg', (message) => setMessages((all) => [...all, message]));
  }, [room]);

  async function say(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const body = new FormData(event.currentTarget).get('body');
    try {
      if (room) await push(room, 'new_msg', { body });
    } catch (error) {
      setProblem(String(error));
    }
  }

  return (
    <form onSubmit={say}>
      <ul>
        {messages.map(({ id, body }) => (
          <li key={id}>{body}</li>
        ))}
      </ul>
      <input name="body" />
      <button type="submit" disabled={!isJoined}>
        Say
      </button>
      <output>{problem}</output>
    </form>
  );
}

export function App() {
  const [topic, setTopic] = useState('room:lobby');
  const [isOpen, setIsOpen] = useState(true);
  return (
    <Phoenix.Provider options={{ input: { url: 'ws://localhost:4000/socket' } }}>
      <select value={topic} onChange={(event) => setTopic(event.target.value)}>
        <option>room:lobby</option>
        <option>room:kitchen</option>
      </select>
      <button type="button" onClick={() => setIsOpen(!isOpen)}>
        Chat <ChatBadge key={topic} topic={topic} />
      </button>
      {isOpen && <ChatRoom key={topic} topic={topic} />}
    </Phoenix.Provider>
  );
}
