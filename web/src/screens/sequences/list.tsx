// The sequences with what came of them.
import {
  Anchor,
  Badge,
  Button,
  Paper,
  ScrollArea,
  Skeleton,
  Stack,
  Table,
  Text,
} from '@mantine/core';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { useCallback, useMemo } from 'react';
import { responsesQuery, type Responses } from '../../api/insight.ts';
import { sequencesQuery, type Sequence } from '../../api/sequences.ts';
import { Empty } from '../../parts/empty.tsx';
import { MoreButton } from '../../parts/more-button.tsx';
import { countWords } from '../../parts/number-words.ts';
import { useRowKeys } from '../../parts/row-keys.ts';
import { ShareWords } from '../../parts/share-words.tsx';
import { Trouble } from '../../parts/trouble.tsx';
import { When } from '../../parts/when.tsx';
import { texts } from '../../texts/en.ts';
import { sequences as words } from '../../texts/sequences.ts';
import { stateColours } from './state-colours.ts';
const ours = 'fulcrum';

/** `onMake` is null for those who may only look. */
export function List({ onMake }: { onMake: (() => void) | null }) {
  const list = useInfiniteQuery(sequencesQuery);
  const items = useMemo(() => list.data?.pages.flatMap((page) => page.items) ?? [], [list.data]);
  if (list.error !== null)
    return <Trouble error={list.error} onRetry={() => void list.refetch()} />;
  if (list.isPending) return <Skeleton h={240} />;
  if (items.length === 0) {
    return (
      <Empty title={words.noneTitle} help={words.noneHelp}>
        {onMake === null ? null : <Button onClick={onMake}>{words.make}</Button>}
      </Empty>
    );
  }
  return (
    <Stack gap="xs">
      <Rows items={items} />
      <MoreButton list={list} />
      <Text size="xs" className="quiet">
        {words.lastWeeks}
      </Text>
    </Stack>
  );
}

function Rows({ items }: { items: readonly Sequence[] }) {
  const navigate = useNavigate();
  const open = useCallback(
    (index: number) => {
      const id = items[index]?.id;
      if (id !== undefined) void navigate({ to: '/sequences/$id', params: { id } });
    },
    [items, navigate],
  );
  const { chosen, listRef } = useRowKeys(items.length, open);
  const results = useQuery(responsesQuery({}, 'sequence')).data?.items;
  return (
    <Paper p={0}>
      <ScrollArea>
        <Table highlightOnHover>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{words.name}</Table.Th>
              <Table.Th>{words.state}</Table.Th>
              <Table.Th visibleFrom="md">{words.owner}</Table.Th>
              <Table.Th ta="right" visibleFrom="sm">
                {words.written}
              </Table.Th>
              <Table.Th visibleFrom="sm">{words.replied}</Table.Th>
              <Table.Th visibleFrom="md">{words.interested}</Table.Th>
              <Table.Th visibleFrom="sm">{words.changed}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody ref={listRef}>
            {items.map((sequence, index) => (
              <Table.Tr
                key={sequence.id}
                className="row-link"
                data-row={index}
                data-chosen={index === chosen || undefined}
                onClick={() => open(index)}
              >
                <Cells
                  sequence={sequence}
                  result={results?.find(
                    (each) => each.source === ours && each.sequence === sequence.name,
                  )}
                />
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </ScrollArea>
    </Paper>
  );
}

function Cells({ sequence, result }: { sequence: Sequence; result: Responses | undefined }) {
  return (
    <>
      <Table.Td>
        <Anchor
          component={Link}
          to={`/sequences/${sequence.id}`}
          size="sm"
          fw={500}
          c="inherit"
          underline="hover"
        >
          {sequence.name}
        </Anchor>
      </Table.Td>
      <Table.Td>
        <Badge color={stateColours[sequence.state]}>{words.states[sequence.state]}</Badge>
      </Table.Td>
      <Table.Td visibleFrom="md" className="quiet">
        {sequence.ownerEmail}
      </Table.Td>
      <Table.Td ta="right" visibleFrom="sm">
        {result === undefined ? texts.none : countWords(result.people)}
      </Table.Td>
      <Table.Td visibleFrom="sm">
        {result === undefined ? texts.none : <ShareWords share={result.byPeople} />}
      </Table.Td>
      <Table.Td visibleFrom="md">
        {result === undefined ? texts.none : <ShareWords share={result.positiveByPeople} />}
      </Table.Td>
      <Table.Td visibleFrom="sm" className="quiet">
        <When at={sequence.changedAt} />
      </Table.Td>
    </>
  );
}
