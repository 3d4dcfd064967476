import type { Socket } from 'node:net';

/** The faults of one way; none by default. */
export interface Manners {
  /** Milliseconds by which each byte is late. */
  readonly delayMs?: number;
  /** Bytes a second that get through. */
  readonly bytesPerSecond?: number;
  /**
   * Nothing gets through, not even the end, like an unplugged cable or a peer that does not read. Bytes that do not fit stay
   * with their sender. All of them go on when the lane is healed, as in TCP.
   */
  readonly hold?: boolean;
  /** Replaces bytes. */
  readonly rewrite?: (bytes: Buffer) => Buffer;
}

/** One way of one connection. */
export interface Lane {
  treat(manners: Manners): void;
}

/** Bytes that may wait in a lane; more is left with the sender. */
const CAPACITY_BYTES = 64 * 1024;
/** Milliseconds between two portions of a throttled lane. */
const PORTION_MS = 10;

interface Parcel {
  readonly bytes: Buffer;
  readonly dueAt: number;
}

/** Carries what one socket receives to another one; an abrupt end too. */
export function createLane(from: Socket, to: Socket): Lane {
  const queue: Parcel[] = [];
  let manners: Manners = {};
  let timer: NodeJS.Timeout | undefined;
  let end: 'none' | 'fin' | 'rst' = 'none';

  const wait = (ms: number) => {
    timer = setTimeout(pump, ms);
  };
  /** A portion of the first parcel, as large as the lane lets through at a time. */
  const portion = ({ bytes, dueAt }: Parcel): Buffer => {
    const { bytesPerSecond = Number.POSITIVE_INFINITY } = manners;
    const size = Math.max(1, Math.floor((bytesPerSecond * PORTION_MS) / 1_000));
    if (bytes.length <= size) queue.shift();
    else queue[0] = { bytes: bytes.subarray(size), dueAt };
    return bytes.subarray(0, size);
  };
  const tellEnd = () => {
    if (end === 'fin' && !to.writableEnded) to.end();
    if (end === 'rst') to.resetAndDestroy();
  };
  const pump = () => {
    clearTimeout(timer);
    if (to.destroyed) {
      queue.length = 0;
      from.resume();
      return;
    }
    if (manners.hold) return;
    for (let head = queue[0]; head; head = queue[0]) {
      const early = head.dueAt - performance.now();
      if (early > 0) return wait(early);
      const bytes = portion(head);
      // After its end a socket gets nothing more.
      const taken = to.writableEnded || to.write(bytes);
      if (manners.bytesPerSecond !== undefined) return wait(PORTION_MS);
      if (!taken) return;
    }
    tellEnd();
    from.resume();
  };

  from.on('data', (bytes) => {
    const { delayMs = 0, rewrite } = manners;
    queue.push({ bytes: rewrite?.(bytes) ?? bytes, dueAt: performance.now() + delayMs });
    const waiting = queue.reduce((sum, parcel) => sum + parcel.bytes.length, 0);
    if (waiting >= CAPACITY_BYTES || to.writableNeedDrain) from.pause();
    if (!to.writableNeedDrain) pump();
  });
  from.on('end', () => {
    end = 'fin';
    pump();
  });
  from.on('close', (failed) => {
    if (failed) end = 'rst';
    pump();
  });
  to.on('drain', pump);
  to.on('close', () => {
    clearTimeout(timer);
    queue.length = 0;
  });

  return {
    treat: (next) => {
      manners = next;
      if (next.hold) from.pause();
      else pump();
    },
  };
}
