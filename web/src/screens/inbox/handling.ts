// Done, open again, put off: at once in the list, with the way back in the notice.
import { useCallback } from 'react';
import { useChangeReceived, type Received } from '../../api/inbox.ts';
import { tell } from '../../parts/told.tsx';
import { inbox as words } from '../../texts/inbox.ts';

export type Handling = 'done' | 'reopen' | { until: Date };
export type Handle = (item: Received, how: Handling) => void;

export function useHandling(): Handle {
  const { mutate } = useChangeReceived();
  return useCallback(
    (item, how) => {
      const { id } = item;
      const change =
        typeof how === 'object'
          ? { id, snoozedUntil: how.until.toISOString() }
          : { id, state: how === 'done' ? ('done' as const) : ('open' as const) };
      const told =
        typeof how === 'object' ? words.snoozed : how === 'done' ? words.isDone : words.reopened;
      const back = item.state === 'done' ? ('done' as const) : ('open' as const);
      const go = (): void => mutate({ id, state: back });
      mutate(change, { onSuccess: () => tell(told, { label: words.undo, go }) });
    },
    [mutate],
  );
}
