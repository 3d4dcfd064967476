import { Push } from './push.ts';

/** The push that joins. The chart of the channel waits for its answer. */
export class JoinPush extends Push {
  protected override startTimer(): unknown {
    return 'chart';
  }

  protected override stopTimer(): void {}
}
