import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { ActorRow, ChartId, FromPage } from '../src/wire.types.ts';
import type { Line } from './socket.ts';
import type { Store } from './store.ts';

const commands: Readonly<Record<ChartId, readonly string[]>> = {
  client: ['client.connect', 'client.disconnect', 'client.reconnect'],
  channel: ['channel.join', 'channel.leave', 'channel.rejoin'],
  presence: [],
};

interface Props {
  readonly store: Store;
  readonly actor: ActorRow;
  readonly chart: ChartId;
  readonly line: Line;
}

/** Sends an event to the chosen actor: a command by its name, or an event as JSON. */
export function Control({ store, actor, chart, line }: Props): JSX.Element {
  const [text, setText] = useState('');
  return (
    <form
      class="control"
      aria-label="Send an event"
      onSubmit={(submitted) => {
        submitted.preventDefault();
        const event = eventIn(text);
        if (typeof event === 'string') store.notice.value = event;
        else {
          store.notice.value = `Sent ${event.type} to ${actor.name}.`;
          line.send({ type: 'send', n: actor.n, event });
        }
      }}
    >
      <h3>Send to {actor.name}</h3>
      <div class="control-line">
        <input
          class="field"
          list="commands"
          placeholder={commands[chart][0] ?? 'event'}
          aria-label="Event: a command, or JSON"
          value={text}
          onInput={({ currentTarget }) => setText(currentTarget.value)}
        />
        <datalist id="commands">
          {commands[chart].map((command) => (
            <option key={command} value={command} />
          ))}
        </datalist>
        <button type="submit" class="primary" disabled={text.trim() === ''}>
          Send
        </button>
      </div>
      <div class="commands">
        {commands[chart].map((command) => (
          <button
            key={command}
            type="button"
            class="small"
            aria-label={command}
            title={command}
            onClick={() => setText(command)}
          >
            {command.slice(chart.length + 1)}
          </button>
        ))}
      </div>
    </form>
  );
}

/** The event in a text, or what is wrong with it. */
function eventIn(text: string): FromPage['event'] | string {
  const type = text.trim();
  if (!type.startsWith('{')) return { type };
  try {
    const event = JSON.parse(type) as FromPage['event'];
    return typeof event.type === 'string' ? event : 'Not sent: the event has no type.';
  } catch {
    return 'Not sent: this is not JSON.';
  }
}
