// Keeps what is on the screen true: the server tells that something changed, and what is shown is asked again.
import { useEffect } from 'react';
import { queries } from './queries.ts';

const notOftenerThanMs = 1_500;

/** One stream per open app; the browser connects it again by itself. */
export function useLiveNews(): void {
  useEffect(() => {
    const stream = new EventSource('/v1/events');
    let seq = -1;
    let waiting: number | undefined;
    stream.addEventListener('message', (event: MessageEvent<string>) => {
      const news = JSON.parse(event.data) as { seq: number };
      const isNew = seq >= 0 && news.seq !== seq;
      seq = news.seq;
      if (!isNew || waiting !== undefined) return;
      waiting = window.setTimeout(() => {
        waiting = undefined;
        void queries.invalidateQueries({ predicate: (query) => query.queryKey[0] !== 'session' });
      }, notOftenerThanMs);
    });
    return () => {
      stream.close();
      window.clearTimeout(waiting);
    };
  }, []);
}
