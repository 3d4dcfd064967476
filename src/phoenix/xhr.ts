import type { FetchLike } from '../longpoll/longpoll.types.ts';

/** A `fetch` for platforms that have only `XMLHttpRequest`, such as jsdom. */
export const fetchByXhr: FetchLike = (url, { method = 'GET', headers, body = null, signal }) =>
  new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open(method, url);
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    request.onload = () =>
      resolve({
        status: request.status,
        headers: { forEach() {} },
        text: () => Promise.resolve(request.responseText),
      });
    request.onerror = () => reject(new Error('The request failed.'));
    signal.addEventListener('abort', () => request.abort());
    request.send(body);
  });
