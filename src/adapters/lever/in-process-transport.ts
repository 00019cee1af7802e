// A transport without sockets: hands each request to a function, such as an emulator in the same process.

import { TransportFailure } from './transport.ts';
import type { Transport, TransportRequest, TransportResponse } from './transport.ts';

export type AnswerInProcess = (request: {
  method: string;
  url: string;
  headers: Record<string, string>;
  body: Uint8Array | null;
}) => Promise<TransportResponse | 'connectionLost'>;

/** Calls `answer`; gives up at the time limit, though the function may still go on, as a real server would. */
export function inProcessTransport(answer: AnswerInProcess): Transport {
  return async (request) => {
    if (request.signal.aborted)
      throw new TransportFailure('beforeSending', 'given up before sending');
    const response = await Promise.race([
      answer({
        method: request.method,
        url: request.url,
        headers: { ...request.headers },
        body: request.body,
      }),
      whenAborted(request),
    ]);
    if (response === 'connectionLost') {
      throw new TransportFailure('afterSending', 'the connection was lost');
    }
    return response;
  };
}

function whenAborted(request: TransportRequest): Promise<never> {
  return new Promise((_resolve, reject) => {
    request.signal.addEventListener(
      'abort',
      () => reject(new TransportFailure('afterSending', 'the time limit of the call passed')),
      { once: true },
    );
  });
}
