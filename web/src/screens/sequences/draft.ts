// The draft while somebody works on it: kept here until a pause in typing, then saved; never over a colleague's.
import { useEffect, useRef, useState } from 'react';
import { Problem } from '../../api/request.ts';
import { useSaveDraft, type SequenceBody, type SequenceWhole } from '../../api/sequences.ts';

const pauseMs = 1_000;

export type DraftState = 'saved' | 'unsaved' | 'saving' | 'overtaken' | 'failed';

export interface Draft {
  body: SequenceBody;
  change: (body: SequenceBody) => void;
  state: DraftState;
  because: string | null;
  /** Now, and over what a colleague saved meanwhile where `overTheirs`. */
  save: (overTheirs?: boolean) => void;
  loadTheirs: () => void;
}

export function useDraft({ sequence, newest }: SequenceWhole): Draft {
  const theirs = newest.body as SequenceBody;
  const [body, setBody] = useState(theirs);
  const [kept, setKept] = useState(theirs);
  const [basis, setBasis] = useState(newest.createdAt);
  const saving = useSaveDraft(sequence.id);
  const isChanged = body !== kept;
  const isOvertaken = saving.error instanceof Problem && saving.error.status === 409;
  // What a colleague saved is shown at once where nothing of one's own would be lost.
  if (!isChanged && newest.createdAt > basis) {
    setBody(theirs);
    setKept(theirs);
    setBasis(newest.createdAt);
  }
  const save = (overTheirs = false): void => {
    const wish = overTheirs ? { body } : { body, expectedAt: basis };
    saving.mutate(wish, {
      onSuccess({ createdAt }) {
        setKept(body);
        setBasis(createdAt);
      },
    });
  };
  const newestSave = useRef(save);
  useEffect(() => {
    newestSave.current = save;
  });
  const isWaiting = isChanged && !saving.isPending && saving.error === null;
  useEffect(() => {
    if (!isWaiting) return undefined;
    const timer = window.setTimeout(() => newestSave.current(), pauseMs);
    return () => window.clearTimeout(timer);
  }, [isWaiting, body]);
  return {
    body,
    change(next) {
      if (saving.error !== null && !isOvertaken) saving.reset();
      setBody(next);
    },
    state: stateOf({ isChanged, isPending: saving.isPending, error: saving.error, isOvertaken }),
    because: saving.error?.message ?? null,
    save,
    loadTheirs() {
      saving.reset();
      setBody(theirs);
      setKept(theirs);
      setBasis(newest.createdAt);
    },
  };
}

function stateOf(now: {
  isChanged: boolean;
  isPending: boolean;
  error: Error | null;
  isOvertaken: boolean;
}): DraftState {
  if (now.isPending) return 'saving';
  if (now.isOvertaken) return 'overtaken';
  if (now.error !== null) return 'failed';
  return now.isChanged ? 'unsaved' : 'saved';
}

/** The text as it stood a moment ago, so that not every letter asks the server. */
export function useSettled<Value>(value: Value, ms: number): Value {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = window.setTimeout(() => setSettled(value), ms);
    return () => window.clearTimeout(timer);
  }, [value, ms]);
  return settled;
}
