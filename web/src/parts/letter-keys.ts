// Single letters that act, while nobody types and nothing lies over the page.
import { useEffect } from 'react';
import { isTyping } from './go-keys.ts';

export function useLetterKeys(keys: Readonly<Record<string, () => void>>): void {
  useEffect(() => {
    let isAfterGo = false;
    const onPress = (event: KeyboardEvent): void => {
      // The second letter of "g r" goes somewhere; it is no answer.
      const wasAfterGo = isAfterGo;
      isAfterGo = event.key === 'g';
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event) || wasAfterGo) return;
      if (document.querySelector('[role=dialog]') !== null) return;
      keys[event.key]?.();
    };
    window.addEventListener('keydown', onPress);
    return () => window.removeEventListener('keydown', onPress);
  }, [keys]);
}
