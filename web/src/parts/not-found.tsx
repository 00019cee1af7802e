// An address without a page.
import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { texts } from '../texts/en.ts';
import { Empty } from './empty.tsx';

export function NotFound() {
  return (
    <Empty title={texts.shell.notFoundTitle} help={texts.shell.notFoundHelp}>
      <Button component={Link} to="/">
        {texts.shell.goHome}
      </Button>
    </Empty>
  );
}
