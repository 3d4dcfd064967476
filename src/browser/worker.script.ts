/**
 * The script of the worker of `workerClock()`. If the security policy of your page allows no `blob:` worker, serve this
 * text as JavaScript, and give its url to `workerClock({ url })`.
 *
 * A message `[id, ms]` sets a timer, and `[id]` clears it. The worker answers with the id when the time is up.
 */
export const workerScript =
  'let t={};onmessage=({data:[i,ms]})=>{clearTimeout(t[i]);delete t[i];if(ms>=0)t[i]=setTimeout(postMessage,ms,i)}';
