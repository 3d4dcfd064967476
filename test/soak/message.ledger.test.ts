import { beforeEach, describe, expect, it } from 'vitest';
import { MessageLedger } from './message.ledger.ts';

const TOPIC = 'soak:1';
const life = 'first';
let blamed: string[];
let ledger: MessageLedger;

beforeEach(() => {
  blamed = [];
  ledger = new MessageLedger((promise) => blamed.push(promise));
  ledger.join(TOPIC, '5', { life, shared: 7 });
});

const hear = (...numbers: number[]) => {
  for (const own of numbers) ledger.hear(TOPIC, '5', { life, join: '5', own });
};

describe('the ledger of messages', () => {
  it('blames nobody for messages and broadcasts in order, and for the replies between them', () => {
    hear(1, 2);
    ledger.hear(TOPIC, null, { shared: 8 });
    ledger.reply(TOPIC, { life, own: 2, shared: 8 }, true);
    hear(3);
    expect([blamed, ledger.received, ledger.joined]).toEqual([[], 4, 1]);
  });

  it.each([
    ['again', [1, 1]],
    ['late', [1, 2, 1]],
    ['with a gap before it', [1, 3]],
    ['without the first', [2]],
  ])('blames a message that is heard %s', (_, numbers) => {
    hear(...numbers);
    expect(blamed).toEqual(['I6']);
  });

  it('blames a broadcast that was sent before the join', () => {
    ledger.hear(TOPIC, null, { shared: 7 });
    expect(blamed).toEqual(['I6']);
  });

  it('blames a message of another join, or of another connection', () => {
    ledger.hear(TOPIC, '3', { life, join: '3', own: 1 });
    ledger.hear(TOPIC, '5', { life: 'second', join: '5', own: 1 });
    expect(blamed).toEqual(['I3', 'I3']);
  });

  it('blames a message for a topic that is not joined, and a join of one that is', () => {
    ledger.join(TOPIC, '6', { life, shared: 0 });
    ledger.end(TOPIC);
    hear(1);
    expect(blamed).toEqual(['I3', 'I6']);
  });

  it('blames a reply whose message was not heard, or was heard and never sent', () => {
    hear(1, 2);
    ledger.reply(TOPIC, { life, own: 3, shared: 7 }, true);
    ledger.reply(TOPIC, { life, own: 1, shared: 7 }, true);
    expect(blamed).toEqual(['I6', 'I6']);
  });

  it('lets a promise be told of a reply when more has been heard', () => {
    hear(1, 2);
    ledger.reply(TOPIC, { life, own: 1, shared: 7 }, false);
    expect(blamed).toEqual([]);
  });

  it('begins anew with each join', () => {
    hear(1, 2);
    ledger.endAll();
    ledger.join(TOPIC, '9', { life: 'second', shared: 0 });
    ledger.hear(TOPIC, '9', { life: 'second', join: '9', own: 1 });
    expect(blamed).toEqual([]);
  });

  it('counts what is missing while bytes are changed, and goes on from there', () => {
    ledger.lossy = true;
    hear(1, 4);
    ledger.reply(TOPIC, { life, own: 6, shared: 8 }, true);
    hear(7);
    expect([blamed, ledger.missing]).toEqual([[], 5]);
  });
});
