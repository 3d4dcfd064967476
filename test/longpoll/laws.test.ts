import { longPoll } from '../../src/longpoll/longpoll.ts';
import { transportConformance } from '../transport/conformance.ts';
import { dialBy } from '../transport/dial.ts';
import { freeze } from '../transport/frozen.ts';
import { serveLongPoll } from '../transport/loopback.longpoll.ts';

transportConformance('longPoll()', {
  dial: dialBy(longPoll()),
  serve: serveLongPoll,
  freeze,
  can: { sendHeaders: true, tellHttpStatus: true, sendFrames: false },
});
