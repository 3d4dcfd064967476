/** The code by which Bandit answers a client's close frame (semantics 83): legal ones get 1000, whatever they were. */
export function answerToClose(code = 1000): number {
  const legal = (code >= 1000 && code <= 1003) || (code >= 1007 && code <= 1011) || code >= 3000 || code === 1005;
  return legal ? 1000 : 1002;
}
