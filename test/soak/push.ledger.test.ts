import { beforeEach, describe, expect, it } from 'vitest';
import { PushLedger } from './push.ledger.ts';

let blamed: string[];
let ledger: PushLedger;

const start = (patienceMs = 60_000) => {
  blamed = [];
  ledger = new PushLedger(100, patienceMs, (promise) => blamed.push(promise));
};

beforeEach(() => start());

/** A push that is written, or not, and then ends. */
function make(code: string, sent: boolean, written = sent): number {
  const id = ledger.ask();
  if (written) ledger.write(id);
  ledger.settle(id, { code, sent });
  return id;
}

describe('the ledger of pushes', () => {
  it('blames nobody for a push that was replied to and handled once, or lost and handled or not', () => {
    const [replied, refused, lost] = [make('ok', true), make('refused', true), make('disconnected', true)];
    make('timeout', true);
    make('overflow', false);
    const log = `life topic ${replied}\nlife topic ${refused}\nlife topic ${lost}\n`;
    expect(ledger.audit(log)).toEqual({ handled: 3 });
    expect([blamed, ledger.outstanding, ledger.byCode.get('ok')]).toEqual([[], 0, 1]);
  });

  it('blames a push that ends twice, or never', () => {
    const id = make('timeout', true);
    ledger.settle(id, { code: 'ok', sent: true });
    ledger.ask();
    ledger.audit('');
    expect(blamed).toEqual(['I4', 'I4']);
  });

  it('blames a push that ends too late', () => {
    start(-1);
    make('disconnected', true);
    expect(blamed).toEqual(['I4']);
  });

  it.each([
    [true, false],
    [false, true],
  ])('blames a push that says sent: %s and was written: %s', (sent, written) => {
    make('disconnected', sent, written);
    expect(blamed).toEqual(['I4']);
  });

  it('blames a push that is written twice, or behind its end', () => {
    const id = ledger.ask();
    ledger.write(id);
    ledger.write(id);
    expect(blamed).toEqual(['I5']);
    ledger.write(make('overflow', false));
    expect(blamed).toEqual(['I5', 'I5']);
  });

  it('blames a push that was replied to and not handled, or handled and not sent', () => {
    make('ok', true);
    ledger.audit(`life topic ${make('overflow', false)}`);
    expect(blamed).toEqual(['I4', 'I4']);
  });

  it('blames pushes of one topic that are handled twice, or out of order on one connection', () => {
    const ids = [make('timeout', true), make('timeout', true)];
    ledger.audit(`first topic ${ids[1]}\nfirst topic ${ids[0]}\nsecond topic ${ids[0]}\n`);
    expect(blamed).toEqual(['I5', 'I5']);
  });
});
