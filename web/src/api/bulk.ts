// Deeds on many people at once.
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type * as holds from '../../../src/http/contract/hold.ts';
import type * as runs from '../../../src/http/contract/run.ts';
import { Problem, write } from './request.ts';

export interface ByHand {
  jobId: string;
  personIds: string[];
}

/** What writing them to Lever would come to; writes nothing. */
export function useTryByHand() {
  return useMutation({
    meta: { showsErrors: true },
    mutationFn: (wish: ByHand) => write<typeof runs.runTryAnswer>('POST', '/v1/runs/try', wish),
  });
}

export function useSendByHand() {
  const client = useQueryClient();
  return useMutation({
    meta: { showsErrors: true },
    mutationFn: (wish: ByHand) => write<typeof runs.startedRunAnswer>('POST', '/v1/runs', wish),
    onSettled: () => client.invalidateQueries({ queryKey: ['runs'] }),
  });
}

interface HoldWish {
  personIds: readonly string[];
  because: string;
  /** Told after each person. */
  onEach: (count: number) => void;
}

/** One by one: each hold is a decision of its own in the log. Somebody who is held already is no failure. */
export function useHoldMany() {
  const client = useQueryClient();
  return useMutation({
    async mutationFn({ personIds, because, onEach }: HoldWish) {
      let heldCount = 0;
      let refusedCount = 0;
      for (const [index, personId] of personIds.entries()) {
        try {
          const hold = { personId, effect: 'pause', because };
          await write<typeof holds.placeHoldAnswer>('POST', '/v1/holds', hold);
          heldCount += 1;
        } catch (error) {
          const isRefused = error instanceof Problem && error.status >= 400 && error.status < 500;
          if (!isRefused || error.status === 401) throw error;
          refusedCount += 1;
        }
        onEach(index + 1);
      }
      return { heldCount, refusedCount };
    },
    onSettled: () => client.invalidateQueries({ queryKey: ['person'] }),
  });
}
