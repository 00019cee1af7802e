// Sends one webhook request over the network.
import { request } from 'undici';
import type { Post } from './sender.ts';

/** Posts without following redirects; the reply body is read and dropped. */
export const postOverNetwork: Post = async (url, { headers, body, timeoutMs }) => {
  const reply = await request(url, {
    method: 'POST',
    headers,
    body,
    signal: AbortSignal.timeout(timeoutMs),
  });
  await reply.body.dump();
  return { status: reply.statusCode };
};
