// j and k go through the rows of a list, Enter opens one; the row that is chosen is kept in view.
import { useEffect, useRef, useState } from 'react';
import { isTyping } from './go-keys.ts';

export interface RowKeys {
  /** -1 until a key was pressed. */
  chosen: number;
  /** Give every row its `data-row`. */
  listRef: React.RefObject<HTMLTableSectionElement | null>;
}

/** `onOpen` is called with the index of the chosen row; `onKey` with any other key while a row is chosen. */
export function useRowKeys(
  count: number,
  onOpen: (index: number) => void,
  onKey?: (key: string, index: number) => void,
): RowKeys {
  const [chosen, setChosen] = useState(-1);
  const listRef = useRef<HTMLTableSectionElement>(null);
  const at = Math.min(chosen, count - 1);
  useEffect(() => {
    const go = (index: number): void => {
      setChosen(index);
      listRef.current?.querySelector(`[data-row="${index}"]`)?.scrollIntoView({ block: 'nearest' });
    };
    const onPress = (event: KeyboardEvent): void => {
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event) || count === 0) return;
      if (event.key === 'j') go(Math.min(at + 1, count - 1));
      else if (event.key === 'k') go(Math.max(at - 1, 0));
      else if (event.key === 'Enter' && at >= 0 && !isOnControl(event)) onOpen(at);
      else if (at >= 0) onKey?.(event.key, at);
    };
    window.addEventListener('keydown', onPress);
    return () => window.removeEventListener('keydown', onPress);
  }, [at, count, onOpen, onKey]);
  return { chosen: at, listRef };
}

/** Enter belongs to the link or button that has the focus. */
function isOnControl(event: KeyboardEvent): boolean {
  return event.target instanceof HTMLElement && event.target.closest('a, button') !== null;
}
