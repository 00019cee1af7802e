// The people of the workspace, found by what is known of them.
import {
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
import { IconSearch } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import type * as contract from '../../../../src/http/contract/person.ts';
import { get, type Answer } from '../../api/request.ts';
import { Empty } from '../../parts/empty.tsx';
import { Page } from '../../parts/page.tsx';
import { Trouble } from '../../parts/trouble.tsx';
import { When } from '../../parts/when.tsx';
import { texts } from '../../texts/en.ts';

type Person = Answer<typeof contract.peopleAnswer>['items'][number];

const words = texts.people;

export function People() {
  const { q = '' } = useSearch({ from: '/shell/people' });
  const navigate = useNavigate();
  const list = useInfiniteQuery({
    queryKey: ['people', q],
    initialPageParam: null as string | null,
    queryFn: ({ pageParam }) =>
      get<typeof contract.peopleAnswer>('/v1/people', {
        limit: 50,
        cursor: pageParam,
        ...keyOf(q),
      }),
    getNextPageParam: (page) => page.next,
  });
  const people = list.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Page title={words.title}>
      <Stack gap="sm">
        <TextInput
          aria-label={words.searchLabel}
          placeholder={words.searchHelp}
          defaultValue={q}
          key={q}
          leftSection={<IconSearch size={14} aria-hidden />}
          onKeyDown={(event) => {
            if (event.key !== 'Enter') return;
            void navigate({ to: '/people', search: { q: event.currentTarget.value.trim() } });
          }}
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
        {people.length === 0 ? null : (
          <Paper p={0}>
            <ScrollArea>
              <PeopleTable people={people} />
            </ScrollArea>
          </Paper>
        )}
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

function PeopleTable({ people }: { people: readonly Person[] }) {
  return (
    <Table miw={640} highlightOnHover>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{words.name}</Table.Th>
          <Table.Th>{words.work}</Table.Th>
          <Table.Th>{words.place}</Table.Th>
          <Table.Th>{words.changed}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {people.map((person) => (
          <Table.Tr key={person.id}>
            <Table.Td fw={500}>
              {valueOf(person, 'name') ?? <span className="quiet">{words.unnamed}</span>}{' '}
              {person.isErased ? <Badge color="gray">{words.erased}</Badge> : null}
            </Table.Td>
            <Table.Td>
              {[valueOf(person, 'title'), valueOf(person, 'employer')].filter(Boolean).join(', ') ||
                texts.none}
            </Table.Td>
            <Table.Td>{valueOf(person, 'location') ?? texts.none}</Table.Td>
            <Table.Td>
              <Text size="sm" className="quiet">
                <When at={person.changedAt} />
              </Text>
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

/** A canonical value stands with the profile it came from. */
function valueOf(person: Person, field: string): string | null {
  const found = person.canonical[field];
  if (typeof found === 'string') return found;
  if (typeof found !== 'object' || found === null || !('value' in found)) return null;
  return typeof found.value === 'string' ? found.value : null;
}

/** What the person typed is a key of some kind, or words. */
function keyOf(text: string): Record<string, string> {
  if (text === '') return {};
  if (/^\w[\w-]*:[^/]/u.test(text)) return { externalId: text };
  if (text.includes('@')) return { email: text };
  if (/^[+\d][\d\s().-]{5,}$/u.test(text)) return { phone: text };
  if (/^(?:https?:\/\/|[\w-]+\.\w+\/)/u.test(text)) return { profileUrl: text };
  return { q: text };
}
