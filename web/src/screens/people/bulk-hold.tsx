// Pausing outreach to many, with one reason; it says how many were held already.
import { useState } from 'react';
import { useHoldMany } from '../../api/bulk.ts';
import { Ask } from '../../parts/ask.tsx';
import type { Chosen } from '../../parts/choose-people.tsx';
import { countWords } from '../../parts/number-words.ts';
import { tell } from '../../parts/told.tsx';
import { texts } from '../../texts/en.ts';

const words = texts.people;

interface Props {
  chosen: readonly Chosen[];
  isOpen: boolean;
  onClose: () => void;
  onDone: () => void;
}

export function BulkHold({ chosen, isOpen, onClose, onDone }: Props) {
  const hold = useHoldMany();
  const [doneCount, setDoneCount] = useState(0);
  return (
    <Ask
      isOpen={isOpen}
      onClose={onClose}
      title={words.bulkHold}
      help={
        hold.isPending
          ? words.holdProgress(countWords(doneCount), countWords(chosen.length))
          : words.holdHelp(countWords(chosen.length))
      }
      label={words.because}
      isPending={hold.isPending}
      onGiven={(because) =>
        hold.mutate(
          { personIds: chosen.map(({ id }) => id), because, onEach: setDoneCount },
          {
            onSuccess({ heldCount, refusedCount }) {
              tell(words.holdDone(countWords(heldCount), countWords(refusedCount)));
              onDone();
            },
          },
        )
      }
    />
  );
}
