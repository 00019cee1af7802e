// The next page of a list, on demand.
import { Button, Center } from '@mantine/core';
import { texts } from '../texts/en.ts';

interface Paged {
  hasNextPage: boolean;
  isFetchingNextPage: boolean;
  fetchNextPage: () => unknown;
}

export function MoreButton({ list }: { list: Paged }) {
  if (!list.hasNextPage) return null;
  return (
    <Center>
      <Button
        variant="default"
        loading={list.isFetchingNextPage}
        onClick={() => list.fetchNextPage()}
      >
        {texts.more}
      </Button>
    </Center>
  );
}
