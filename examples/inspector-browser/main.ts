import { startServer } from 'xstate-phoenix/testing';
import { serveBesideInspector } from '../beside.inspector.ts';

const phoenix = await startServer({
  channels: {
    'room:*': {
      join: () => ({ ok: {} }),
      handleIn(event, payload: object, channel) {
        if (event === 'cut') phoenix.dropConnections();
        if (event === 'crash') throw new Error('as asked');
        channel.broadcast('said', payload);
        return { reply: 'ok' };
      },
    },
  },
});

await serveBesideInspector(import.meta.url, phoenix, (index) => index.replace('{{socket}}', phoenix.url));
