import { describe, expect, it } from 'vitest';
import { type Frame, PushError } from 'xstate-phoenix';
import { Attendance } from './attendance.ts';
import { IdleWitness } from './idle.witness.ts';
import { limitsOf } from './limits.ts';
import { MessageWitness } from './message.witness.ts';
import { Pace } from './pace.ts';
import { PageWitness } from './page.witness.ts';
import { PushWitness, type Settled } from './push.witness.ts';
import { TopicWitness } from './topic.witness.ts';
import { TurnsWitness } from './turns.witness.ts';
import type { Invariant } from './violation.ts';

const TOPIC = 'room:lobby';

/** What a witness blames, by the names of the invariants. */
function court() {
  const blamed: Invariant[] = [];
  return { blamed, blame: (invariant: Invariant) => void blamed.push(invariant) };
}

function failed(code: ConstructorParameters<typeof PushError>[0], sent: boolean): Settled {
  return { error: new PushError(code, 'why', sent) };
}

describe('the witness of pushes', () => {
  const never = () => false;
  const always = () => true;
  const written = (n: number): [number, Frame] => [n, ['1', String(n + 10), TOPIC, 'echo', { n }]];

  it.each<[string, Invariant[], (witness: PushWitness) => void]>([
    [
      'nothing of a push that is answered',
      [],
      (witness) => {
        witness.asked(1, TOPIC, 100);
        witness.wrote(...written(1));
        witness.answered('11', 'ok');
        witness.settled(1, { response: {} });
        witness.checkAtRest(200, never);
      },
    ],
    [
      'I5 of one that is written twice',
      ['I5'],
      (witness) => {
        witness.asked(1, TOPIC, 100);
        witness.wrote(...written(1));
        witness.wrote(...written(1));
      },
    ],
    [
      'I5 of one that overtakes another',
      ['I5'],
      (witness) => {
        witness.asked(1, TOPIC, 100);
        witness.asked(2, TOPIC, 100);
        witness.wrote(...written(2));
        witness.wrote(...written(1));
      },
    ],
    ['I5 of one that nobody asked for', ['I5'], (witness) => witness.wrote(...written(1))],
    [
      'I4 of one that is written after it was settled',
      ['I4'],
      (witness) => {
        witness.asked(1, TOPIC, 100);
        witness.settled(1, failed('timeout', false));
        witness.wrote(...written(1));
      },
    ],
    [
      'I4 of one that is settled twice',
      ['I4'],
      (witness) => {
        witness.asked(1, TOPIC, 100);
        witness.settled(1, failed('timeout', false));
        witness.settled(1, failed('timeout', false));
      },
    ],
    [
      'I4 of one that says it was sent, and was not',
      ['I4'],
      (witness) => {
        witness.asked(1, TOPIC, 100);
        witness.settled(1, failed('timeout', true));
      },
    ],
    [
      'I4 of one that says it was not sent, and was',
      ['I4'],
      (witness) => {
        witness.asked(1, TOPIC, 100);
        witness.wrote(...written(1));
        witness.settled(1, failed('timeout', false));
      },
    ],
    [
      'I4 of a reply that nobody gave',
      ['I4'],
      (witness) => {
        witness.asked(1, TOPIC, 100);
        witness.wrote(...written(1));
        witness.settled(1, { response: {} });
      },
    ],
    [
      'I4 of a refusal that nobody gave',
      ['I4'],
      (witness) => {
        witness.asked(1, TOPIC, 100);
        witness.wrote(...written(1));
        witness.settled(1, failed('refused', true));
      },
    ],
    [
      'I4 of one that is overdue',
      ['I4'],
      (witness) => {
        witness.asked(1, TOPIC, 100);
        witness.checkAtRest(100, always);
        witness.checkAtRest(101, always);
      },
    ],
    [
      'I4 of an answer that does not settle it',
      ['I4'],
      (witness) => {
        witness.asked(1, TOPIC, 100);
        witness.wrote(...written(1));
        witness.answered('11', 'ok');
        witness.checkAtRest(50, always);
      },
    ],
    [
      'I4 of one that outlives its join',
      ['I4'],
      (witness) => {
        witness.asked(1, TOPIC, 100);
        witness.wrote(...written(1));
        witness.checkAtRest(50, never);
      },
    ],
  ])('blames %s', (_, invariants, happens) => {
    const { blamed, blame } = court();
    happens(new PushWitness(blame));
    expect(blamed).toEqual(invariants);
  });
});

describe('the witness of messages', () => {
  const said: Frame = ['1', null, TOPIC, 'said', {}];

  it.each<[string, Invariant[], readonly string[], readonly string[]]>([
    ['nothing of a message that each listener hears', [], ['a', 'b'], ['b', 'a']],
    ['I6 of a listener that hears it twice', ['I6'], ['a', 'b'], ['a', 'b', 'a']],
    ['I6 of a listener that does not hear it', ['I6'], ['a', 'b'], ['a']],
    ['I6 of a listener that should not hear it', ['I6'], [], ['a']],
  ])('blames %s', (_, invariants, listeners, hearing) => {
    const { blamed, blame } = court();
    const witness = new MessageWitness(blame);
    const end = witness.begin(said, listeners);
    for (const name of hearing) witness.heard(name, TOPIC, 'said');
    end();
    expect(blamed).toEqual(invariants);
  });

  it('blames I6 of a message that nobody sent', () => {
    const { blamed, blame } = court();
    new MessageWitness(blame).heard('a', TOPIC, 'said');
    expect(blamed).toEqual(['I6']);
  });
});

describe('the witness of a topic', () => {
  const limits = limitsOf({}, () => 0);
  const joins = (ref: string): Frame => [ref, ref, TOPIC, 'phx_join', {}];
  const leaves = (joinRef: string, ref: string): Frame => [joinRef, ref, TOPIC, 'phx_leave', {}];
  const answers = (joinRef: string, ref = joinRef): Frame => [
    joinRef,
    ref,
    TOPIC,
    'phx_reply',
    { status: 'ok', response: {} },
  ];
  const watch = (blame: (invariant: Invariant) => void, wanted = true) => {
    const pushes = new PushWitness(blame);
    const topic = new TopicWitness(TOPIC, limits, blame);
    topic.wanted = wanted;
    return { topic, hears: (frame: Frame) => topic.hears(frame, pushes) };
  };

  it.each<[string, Invariant[], (made: ReturnType<typeof watch>) => void]>([
    [
      'nothing of a join, a leave and a join',
      [],
      ({ topic, hears }) => {
        topic.wrote(joins('1'));
        hears(answers('1'));
        topic.wanted = false;
        topic.wrote(leaves('1', '2'));
        hears(answers('1', '2'));
        topic.wanted = true;
        topic.hurries();
        topic.wrote(joins('3'));
      },
    ],
    [
      'a join that comes too soon behind one that was refused',
      ['I11'],
      ({ topic, hears }) => {
        topic.wrote(joins('1'));
        hears(['1', '1', TOPIC, 'phx_reply', { status: 'error', response: {} }]);
        topic.wrote(joins('2'));
      },
    ],
    [
      'I3 of a second join',
      ['I3'],
      ({ topic }) => {
        topic.wrote(joins('1'));
        topic.wrote(joins('2'));
      },
    ],
    [
      'nothing of a second join that its user asked for',
      [],
      ({ topic }) => {
        topic.wrote(joins('1'));
        topic.asksAnew();
        topic.wrote(joins('2'));
      },
    ],
    [
      'I3 of a push of an older join',
      ['I3'],
      ({ topic, hears }) => {
        topic.wrote(joins('2'));
        hears(answers('2'));
        topic.wrote(['1', '3', TOPIC, 'echo', {}]);
      },
    ],
    [
      'I3 of a push before the answer to the join',
      ['I3'],
      ({ topic }) => {
        topic.wrote(joins('1'));
        topic.wrote(['1', '2', TOPIC, 'echo', {}]);
      },
    ],
    ['I3 of a leave of what is not joined', ['I3'], ({ topic }) => topic.wrote(leaves('1', '2'))],
    [
      'I3 of a leave that is written twice',
      ['I3'],
      ({ topic }) => {
        topic.wrote(joins('1'));
        topic.wanted = false;
        topic.wrote(leaves('1', '2'));
        topic.wrote(leaves('1', '3'));
      },
    ],
  ])('blames %s', (_, invariants, happens) => {
    const { blamed, blame } = court();
    happens(watch(blame));
    expect(blamed).toEqual(invariants);
  });

  it('knows a frame of an older join', () => {
    const { topic, hears } = watch(() => {});
    topic.wrote(joins('2'));
    hears(answers('2'));
    expect([topic.isStale(answers('1', '5')), topic.isStale(answers('2', '5'))]).toEqual([true, false]);
    expect([topic.takes(['1', null, TOPIC, 'said', {}]), topic.takes([null, null, TOPIC, 'said', {}])]).toEqual([
      false,
      true,
    ]);
  });
});

describe('the witness of the pace', () => {
  const watch = () => {
    const blamed: string[] = [];
    let time = 0;
    const limits = { now: () => time, delayMs: (attempt: number) => attempt * 100, stableMs: 1_000 };
    const pace = new Pace(limits, (message) => blamed.push(message));
    const wait = (ms: number) => {
      time += ms;
    };
    return { pace, wait, blamed };
  };

  it('says nothing of waits that grow as they should', () => {
    const { pace, wait, blamed } = watch();
    for (const ms of [0, 100, 200, 300]) {
      wait(ms);
      pace.asks();
      pace.lives();
      pace.ends();
    }
    expect(blamed).toEqual([]);
  });

  it('blames a wait that begins anew behind an answer', () => {
    const { pace, wait, blamed } = watch();
    for (const ms of [0, 100, 100]) {
      wait(ms);
      pace.asks();
      pace.lives();
      pace.ends();
    }
    expect(blamed).toHaveLength(1);
  });

  it('lets it begin anew behind what has lived', () => {
    const { pace, wait, blamed } = watch();
    for (const ms of [0, 100, 200]) {
      wait(ms);
      pace.asks();
      pace.ends();
    }
    wait(300);
    pace.asks();
    pace.lives();
    wait(1_000);
    pace.ends();
    wait(100);
    pace.asks();
    expect(blamed).toEqual([]);
  });

  it('lets its user hurry once for each time they ask', () => {
    const { pace, blamed } = watch();
    const fails = () => {
      pace.asks();
      pace.ends();
    };
    fails();
    pace.hurries();
    fails();
    expect(blamed).toEqual([]);
    fails();
    expect(blamed).toHaveLength(1);
  });
});

describe('the witness of programs that await before they listen', () => {
  const joined: Frame = ['1', '1', TOPIC, 'phx_reply', { status: 'ok', response: {} }];
  const said = (seq: number, joinRef: string | null = '1'): Frame => [joinRef, null, TOPIC, 'said', { seq }];

  it.each<[string, Invariant[], readonly number[]]>([
    ['nothing of one that hears what came behind its answer', [], [2]],
    ['I12 of one that misses it', ['I12'], []],
  ])('blames %s', (_, invariants, hears) => {
    const { blamed, blame } = court();
    const attendance = new Attendance(blame);
    for (const frame of [said(1), joined, said(2), said(3, '9')]) attendance.handles(frame);
    const attendant = attendance.begins(TOPIC, '1', '1', 0);
    for (const seq of hears) attendant.hears(seq);
    attendance.check();
    attendance.check();
    expect(blamed).toEqual(invariants);
  });

  it('blames nothing of what had come before a program began', () => {
    const { blamed, blame } = court();
    const attendance = new Attendance(blame);
    for (const frame of [joined, said(1)]) attendance.handles(frame);
    attendance.begins(TOPIC, '1', '1', attendance.now);
    attendance.check();
    expect(blamed).toEqual([]);
  });
});

describe('the witness of the page', () => {
  it.each<[string, Invariant[], (page: PageWitness) => void]>([
    [
      'I13 of a line that is dialed while it is offline',
      ['I13'],
      (page) => {
        page.says('network.offline');
        page.ends(0);
        page.dials(59_999);
      },
    ],
    [
      'I13 of a line that is dialed while it is hidden',
      ['I13'],
      (page) => {
        page.says('page.hidden');
        page.ends(0);
        page.dials(10);
      },
    ],
    [
      'nothing of one that is dialed after a minute',
      [],
      (page) => {
        page.says('network.offline');
        page.ends(0);
        page.dials(60_000);
      },
    ],
    [
      'nothing of one that is dialed when the network is back',
      [],
      (page) => {
        page.says('network.offline');
        page.ends(0);
        page.says('network.online');
        page.dials(10);
      },
    ],
    [
      'I13 of a line that is dialed while it is frozen',
      ['I13'],
      (page) => {
        page.says('page.frozen');
        page.ends(0);
        page.dials(10);
      },
    ],
    [
      'I14 of a line that is dialed while it is suspended, however late',
      ['I14'],
      (page) => {
        page.says('page.suspended');
        page.ends(0);
        page.dials(600_000);
      },
    ],
    [
      'nothing of one that is dialed when it is shown',
      [],
      (page) => {
        page.says('page.frozen');
        page.says('page.suspended');
        page.ends(0);
        page.says('page.resumed');
        page.dials(10);
      },
    ],
  ])('blames %s', (_, invariants, happens) => {
    const { blamed, blame } = court();
    happens(new PageWitness(blame));
    expect(blamed).toEqual(invariants);
  });

  it('knows which signs are a reason to dial at once', () => {
    const page = new PageWitness(() => {});
    expect(page.says('page.visible')).toBe(true);
    page.says('network.offline');
    expect([page.says('page.visible'), page.says('page.resumed'), page.says('network.online')]).toEqual([
      false,
      false,
      true,
    ]);
  });
});

describe('the witness of a client that may be idle', () => {
  const unused = { isConnected: true, isUnused: true, deeds: 1 };

  it.each<[string, Invariant[], (idle: IdleWitness) => void]>([
    ['I15 of one that disconnects although a topic is wanted', ['I15'], (idle) => idle.ends(false, 100)],
    [
      'I15 of one that disconnects too early',
      ['I15'],
      (idle) => {
        idle.checkAtRest(unused, 10);
        idle.ends(true, 109);
      },
    ],
    [
      'I15 of one that counts from before its last topic',
      ['I15'],
      (idle) => {
        idle.checkAtRest(unused, 0);
        idle.checkAtRest({ ...unused, isUnused: false }, 50);
        idle.checkAtRest(unused, 60);
        idle.ends(true, 100);
      },
    ],
    [
      'I15 of one that does not disconnect',
      ['I15'],
      (idle) => {
        idle.checkAtRest(unused, 10);
        idle.checkAtRest(unused, 111);
      },
    ],
    [
      'nothing of one that disconnects in time, or is used, or not connected',
      [],
      (idle) => {
        idle.checkAtRest(unused, 10);
        idle.checkAtRest(unused, 110);
        idle.ends(true, 110);
        idle.checkAtRest({ ...unused, isConnected: false }, 500);
        idle.checkAtRest({ ...unused, isUnused: false }, 900);
        idle.checkAtRest(unused, 950);
      },
    ],
    [
      'nothing of one that wakes up, and hears only then that its topic has ended',
      [],
      (idle) => {
        idle.checkAtRest(unused, 5_000, 10);
        idle.checkAtRest(unused, 5_000);
        idle.checkAtRest(unused, 5_100);
      },
    ],
    [
      'nothing of one whose user has done something meanwhile',
      [],
      (idle) => {
        idle.checkAtRest(unused, 10);
        idle.checkAtRest({ ...unused, deeds: 2 }, 100);
        idle.checkAtRest({ ...unused, deeds: 2 }, 200);
      },
    ],
  ])('blames %s', (_, invariants, happens) => {
    const { blamed, blame } = court();
    happens(new IdleWitness(100, blame));
    expect(blamed).toEqual(invariants);
  });
});

describe('the witness of turns', () => {
  it.each<[string, Invariant[], number]>([
    ['nothing of a join that is given up when it has had its time', [], 10_000],
    ['I2 of one that is given up before', ['I2'], 9_999],
  ])('blames %s', (_, invariants, now) => {
    const { blamed, blame } = court();
    const limits = limitsOf({}, () => 0);
    const asked = new TopicWitness(TOPIC, limits, blame);
    asked.wanted = true;
    asked.live = { phase: 'asked', joinRef: '1', askedAt: 0 };
    const turns = new TurnsWitness(limits, blame);
    turns.checkAtRest([asked], true, 0);
    turns.givesUp(TOPIC, '1', now);
    expect(blamed).toEqual(invariants);
  });

  it('blames I2 of a join that is given up while the server is at another', () => {
    const { blamed, blame } = court();
    const limits = limitsOf({}, () => 0);
    const [first, second] = ['1', '2'].map((joinRef) => {
      const topic = new TopicWitness(TOPIC, limits, blame);
      topic.live = { phase: 'asked', joinRef, askedAt: 0 };
      return topic;
    });
    const turns = new TurnsWitness(limits, blame);
    turns.checkAtRest(
      [first, second].filter((topic) => topic !== undefined),
      true,
      0,
    );
    turns.givesUp(TOPIC, '2', 60_000);
    expect(blamed).toEqual(['I2']);
  });
});
