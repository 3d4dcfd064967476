const reconnectSteps = [10, 50, 100, 150, 200, 250, 500, 1000, 2000];
const rejoinSteps = [1000, 2000, 5000];

/** Milliseconds before an attempt to reconnect, as in phoenix.js. */
export function reconnectStep(tries: number): number {
  return reconnectSteps[tries - 1] ?? 5000;
}

/** Milliseconds before a channel is joined again, as in phoenix.js. */
export function rejoinStep(tries: number): number {
  return rejoinSteps[tries - 1] ?? 10_000;
}
