// Keys that go places: `g` and a letter. Nothing happens while one types.
import { useNavigate } from '@tanstack/react-router';
import { useEffect } from 'react';
import { screens } from './screens.ts';

const pairMs = 1_200;

export function isTyping(event: KeyboardEvent): boolean {
  const { target } = event;
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName);
}

export function useGoKeys(): void {
  const navigate = useNavigate();
  useEffect(() => {
    let goSince = -Infinity;
    const onKey = (event: KeyboardEvent): void => {
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event)) return;
      const isSecond = event.timeStamp - goSince < pairMs;
      goSince = event.key === 'g' ? event.timeStamp : -Infinity;
      if (!isSecond) return;
      const screen = screens.find((each) => each.key === event.key);
      if (screen !== undefined) void navigate({ to: screen.path });
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [navigate]);
}
