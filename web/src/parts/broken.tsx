// A page that failed as a whole.
import { Button } from '@mantine/core';
import type { ErrorComponentProps } from '@tanstack/react-router';
import { texts } from '../texts/en.ts';
import { Empty } from './empty.tsx';

export function Broken({ error, reset }: ErrorComponentProps) {
  const help = error instanceof Error ? error.message : texts.tryAgain;
  return (
    <Empty title={texts.shell.brokenTitle} help={help}>
      <Button onClick={reset}>{texts.tryAgain}</Button>
    </Empty>
  );
}
