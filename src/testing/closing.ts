/** The code with which Bandit answers a client's close frame: 1000 if the client's code is legal, 1002 if it is not. */
export function answerToClose(code = 1000): number {
  const legal = (code >= 1000 && code <= 1003) || (code >= 1007 && code <= 1011) || code >= 3000 || code === 1005;
  return legal ? 1000 : 1002;
}
