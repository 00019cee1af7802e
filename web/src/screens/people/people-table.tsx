// The rows of the list: only those in view stand in the page, so a hundred thousand scroll like ten; more come by
// themselves as one nears the end.
import { Checkbox, Paper, Table, Text } from '@mantine/core';
import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { useNavigate } from '@tanstack/react-router';
import { useCallback, useEffect, useRef } from 'react';
import type { PersonShown } from '../../api/people.ts';
import type { Chosen } from '../../parts/choose-people.tsx';
import { countWords } from '../../parts/number-words.ts';
import { useRowKeys } from '../../parts/row-keys.ts';
import { texts } from '../../texts/en.ts';
import type { Column } from './columns.tsx';
import { PersonCells } from './person-cells.tsx';

const words = texts.people;
const rowPx = 42;
const nearEnd = 25;

interface Props {
  people: readonly PersonShown[];
  columns: readonly Column[];
  chosen: ReadonlyMap<string, Chosen>;
  onChoose: (ids: ReadonlySet<string>, isOn: boolean) => void;
  list: { hasNextPage: boolean; isFetchingNextPage: boolean; fetchNextPage: () => unknown };
}

export function PeopleTable({ people, columns, chosen, onChoose, list }: Props) {
  const navigate = useNavigate();
  const frame = useRef<HTMLDivElement>(null);
  const open = useCallback(
    (index: number) => {
      const person = people[index];
      if (person !== undefined) void navigate({ to: '/people/$id', params: { id: person.id } });
    },
    [navigate, people],
  );
  const toggle = useCallback(
    (key: string, index: number) => {
      const person = people[index];
      if (key === 'x' && person !== undefined) {
        onChoose(new Set([person.id]), !chosen.has(person.id));
      }
    },
    [chosen, onChoose, people],
  );
  const { chosen: at, listRef } = useRowKeys(people.length, open, toggle);
  const rows = useWindowVirtualizer({
    count: people.length,
    estimateSize: () => rowPx,
    overscan: 12,
    scrollMargin: frame.current?.offsetTop ?? 0,
  });
  useEffect(() => {
    if (at >= 0) rows.scrollToIndex(at);
  }, [at, rows]);
  const shown = rows.getVirtualItems();
  useMoreAtEnd((shown.at(-1)?.index ?? 0) >= people.length - nearEnd, list);
  const top = (shown[0]?.start ?? 0) - rows.options.scrollMargin;
  const bottom = rows.getTotalSize() - ((shown.at(-1)?.end ?? 0) - rows.options.scrollMargin);
  const isAll = people.every(({ id }) => chosen.has(id));
  return (
    <>
      <Paper p={0} ref={frame} style={{ overflowX: 'clip' }}>
        <Table highlightOnHover aria-rowcount={list.hasNextPage ? -1 : people.length}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th w={40}>
                <Checkbox
                  size="xs"
                  aria-label={words.chooseAll}
                  checked={isAll}
                  indeterminate={!isAll && people.some(({ id }) => chosen.has(id))}
                  onChange={() => onChoose(new Set(people.map(({ id }) => id)), !isAll)}
                />
              </Table.Th>
              <Table.Th>{words.name}</Table.Th>
              {columns.map((name) => (
                <Table.Th key={name} visibleFrom={name === 'changed' ? 'xs' : 'sm'}>
                  {words.columnNames[name]}
                </Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody ref={listRef}>
            <Gap height={top} />
            {shown.map(({ index }) => {
              const person = people[index];
              if (person === undefined) return null;
              return (
                <Table.Tr
                  key={person.id}
                  ref={rows.measureElement}
                  className="row-link"
                  data-index={index}
                  data-row={index}
                  data-chosen={index === at || undefined}
                  aria-rowindex={index + 2}
                  onClick={() => open(index)}
                >
                  <PersonCells
                    person={person}
                    columns={columns}
                    isChosen={chosen.has(person.id)}
                    onChoose={(isOn) => onChoose(new Set([person.id]), isOn)}
                  />
                </Table.Tr>
              );
            })}
            <Gap height={bottom} />
          </Table.Tbody>
        </Table>
      </Paper>
      <Text size="xs" className="quiet" role="status">
        {list.hasNextPage
          ? words.loadedSoFar(countWords(people.length))
          : words.loadedAll(countWords(people.length))}
      </Text>
    </>
  );
}

/** Stands for the rows that are out of view. */
function Gap({ height }: { height: number }) {
  if (height <= 0) return null;
  return (
    <tr aria-hidden>
      <td style={{ height, padding: 0 }} />
    </tr>
  );
}

function useMoreAtEnd(isNear: boolean, list: Props['list']): void {
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = list;
  useEffect(() => {
    if (isNear && hasNextPage && !isFetchingNextPage) fetchNextPage();
  }, [fetchNextPage, hasNextPage, isFetchingNextPage, isNear]);
}
