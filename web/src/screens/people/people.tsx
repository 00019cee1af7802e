// The people of the workspace: found by words or keys, narrowed, in columns of one's choice, many at once.
import { Skeleton, Stack, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { peopleQuery, valueOf } from '../../api/people.ts';
import type { Chosen } from '../../parts/choose-people.tsx';
import { Empty } from '../../parts/empty.tsx';
import { Page } from '../../parts/page.tsx';
import { Trouble } from '../../parts/trouble.tsx';
import { texts } from '../../texts/en.ts';
import { BulkBar } from './bulk-bar.tsx';
import { ColumnMenu, useColumns } from './columns.tsx';
import { Filters } from './filters.tsx';
import { PeopleTable } from './people-table.tsx';
import type { PeopleSearch } from './people-search.ts';

const words = texts.people;
const typingMs = 250;

export function People() {
  const search = useSearch({ from: '/shell/people' });
  const { q = '', ...filter } = search;
  const navigate = useNavigate();
  const go = (next: PeopleSearch): void =>
    void navigate({ to: '/people', search: next, replace: true });
  const find = useDebouncedCallback((text: string) => {
    const { q: _, ...others } = search;
    go(text === '' ? others : { ...others, q: text });
  }, typingMs);
  const list = useInfiniteQuery(peopleQuery(q, filter));
  const people = list.data?.pages.flatMap((page) => page.items) ?? [];
  const [columns, setColumns] = useColumns();
  const [chosen, setChosen] = useState<ReadonlyMap<string, Chosen>>(new Map());
  const isNarrowed = Object.keys(search).length > 0;
  return (
    <Page title={words.title} actions={<ColumnMenu columns={columns} onChange={setColumns} />}>
      <Stack gap="sm">
        <TextInput
          type="search"
          aria-label={words.searchLabel}
          placeholder={words.searchHelp}
          defaultValue={q}
          leftSection={<IconSearch size={14} aria-hidden />}
          onChange={(event) => find(event.currentTarget.value.trim())}
        />
        <Filters search={search} onChange={go} />
        {list.error === null ? null : (
          <Trouble error={list.error} onRetry={() => void list.refetch()} />
        )}
        {list.isPending ? <Skeleton h={320} /> : null}
        {list.isSuccess && people.length === 0 ? (
          <Empty
            title={isNarrowed ? words.noneFoundTitle : words.emptyTitle}
            help={isNarrowed ? words.noneFoundHelp : words.emptyHelp}
          />
        ) : null}
        {people.length === 0 ? null : (
          <PeopleTable
            people={people}
            columns={columns}
            chosen={chosen}
            onChoose={(ids, isOn) => {
              const next = new Map(chosen);
              for (const person of people.filter(({ id }) => ids.has(id))) {
                const name = valueOf(person.canonical, 'name') ?? words.unnamed;
                if (isOn) next.set(person.id, { id: person.id, name });
                else next.delete(person.id);
              }
              setChosen(next);
            }}
            list={list}
          />
        )}
      </Stack>
      <BulkBar chosen={[...chosen.values()]} onClear={() => setChosen(new Map())} />
    </Page>
  );
}
