import type { Socket } from 'node:net';

/** What bytes meet with on their way; nothing by default. */
export interface Manners {
  /** Milliseconds every byte is late. */
  readonly delayMs?: number;
  /** Bytes that get through in a second. */
  readonly bytesPerSecond?: number;
  /**
   * Nothing gets through, the end included, and nobody is told: a cable that is out, or a peer that does not read. What
   * fits nowhere stays with its sender, and all of it goes on its way when the lane is healed, as TCP has it.
   */
  readonly hold?: boolean;
  /** Gives other bytes in the place of what came. */
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
      // Whoever was told that nothing more will come gets nothing more.
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
