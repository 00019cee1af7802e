// The people of the workspace, found by words or by what is known of them.
import {
  Anchor,
  Badge,
  Button,
  Center,
  Paper,
  ScrollArea,
  Skeleton,
  Stack,
  Table,
  Text,
  TextInput,
} from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useCallback } from 'react';
import { peopleQuery, valueOf, type PersonShown } from '../../api/people.ts';
import { Empty } from '../../parts/empty.tsx';
import { Page } from '../../parts/page.tsx';
import { useRowKeys } from '../../parts/row-keys.ts';
import { Trouble } from '../../parts/trouble.tsx';
import { When } from '../../parts/when.tsx';
import { texts } from '../../texts/en.ts';

const words = texts.people;
const typingMs = 250;

export function People() {
  const { q = '' } = useSearch({ from: '/shell/people' });
  const navigate = useNavigate();
  const find = useDebouncedCallback((text: string) => {
    void navigate({ to: '/people', search: text === '' ? {} : { q: text }, replace: true });
  }, typingMs);
  const list = useInfiniteQuery(peopleQuery(q));
  const people = list.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Page title={words.title}>
      <Stack gap="sm">
        <TextInput
          type="search"
          aria-label={words.searchLabel}
          placeholder={words.searchHelp}
          defaultValue={q}
          leftSection={<IconSearch size={14} aria-hidden />}
          onChange={(event) => find(event.currentTarget.value.trim())}
        />
        {list.error === null ? null : (
          <Trouble error={list.error} onRetry={() => void list.refetch()} />
        )}
        {list.isPending ? <Skeleton h={320} /> : null}
        {list.isSuccess && people.length === 0 ? (
          <Empty
            title={q === '' ? words.emptyTitle : words.noneFoundTitle}
            help={q === '' ? words.emptyHelp : words.noneFoundHelp}
          />
        ) : null}
        {people.length === 0 ? null : <PeopleTable people={people} />}
        {list.hasNextPage ? (
          <Center>
            <Button
              variant="default"
              loading={list.isFetchingNextPage}
              onClick={() => void list.fetchNextPage()}
            >
              {texts.more}
            </Button>
          </Center>
        ) : null}
      </Stack>
    </Page>
  );
}

function PeopleTable({ people }: { people: readonly PersonShown[] }) {
  const navigate = useNavigate();
  const open = useCallback(
    (index: number) => {
      const person = people[index];
      if (person !== undefined) void navigate({ to: '/people/$id', params: { id: person.id } });
    },
    [navigate, people],
  );
  const { chosen, listRef } = useRowKeys(people.length, open);
  return (
    <Paper p={0}>
      <ScrollArea>
        <Table highlightOnHover>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{words.name}</Table.Th>
              <Table.Th visibleFrom="sm">{words.work}</Table.Th>
              <Table.Th visibleFrom="sm">{words.place}</Table.Th>
              <Table.Th>{words.changed}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody ref={listRef}>
            {people.map((person, index) => (
              <Table.Tr
                key={person.id}
                className="row-link"
                data-row={index}
                data-chosen={index === chosen || undefined}
                onClick={() => open(index)}
              >
                <PersonCells person={person} />
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </ScrollArea>
    </Paper>
  );
}

function PersonCells({ person }: { person: PersonShown }) {
  const { canonical } = person;
  const work = [valueOf(canonical, 'title'), valueOf(canonical, 'employer')].filter(Boolean);
  return (
    <>
      <Table.Td>
        <Anchor
          component={Link}
          to={`/people/${person.id}`}
          size="sm"
          fw={500}
          c="inherit"
          underline="hover"
        >
          {valueOf(canonical, 'name') ?? <span className="quiet">{words.unnamed}</span>}
        </Anchor>{' '}
        {person.isErased ? <Badge color="gray">{words.erased}</Badge> : null}
        <Text size="xs" className="quiet" hiddenFrom="sm">
          {work.join(', ')}
        </Text>
      </Table.Td>
      <Table.Td visibleFrom="sm">{work.join(', ') || texts.none}</Table.Td>
      <Table.Td visibleFrom="sm">{valueOf(canonical, 'location') ?? texts.none}</Table.Td>
      <Table.Td>
        <Text size="sm" className="quiet">
          <When at={person.changedAt} />
        </Text>
      </Table.Td>
    </>
  );
}
