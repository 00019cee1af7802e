// Responses apart by sequence, step, variant or channel: each number opens its people.
import { ScrollArea, SegmentedControl, Skeleton, Stack, Table } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useState } from 'react';
import { responsesQuery, type Behind, type KpiFilter, type Responses } from '../../api/insight.ts';
import { countWords } from '../../parts/number-words.ts';
import { Section } from '../../parts/section.tsx';
import { ShareWords } from '../../parts/share-words.tsx';
import { Trouble } from '../../parts/trouble.tsx';
import { insight as words } from '../../texts/insight.ts';
import { Opens } from './behind.tsx';
import { groupName } from './group-name.ts';

const RateChart = lazy(async () => ({ default: (await import('./charts.tsx')).RateChart }));
const grains = ['sequence', 'step', 'variant', 'channel'] as const;
type Grain = (typeof grains)[number];
const drawnMost = 12;

export function ResponseTable({ filter }: { filter: KpiFilter }) {
  const [by, setBy] = useState<Grain>('sequence');
  const found = useQuery(responsesQuery(filter, by));
  if (found.error !== null) {
    return <Trouble error={found.error} onRetry={() => void found.refetch()} />;
  }
  const rows = found.data?.items;
  const aside = (
    <SegmentedControl
      size="xs"
      className="no-print"
      aria-label={words.apart}
      data={grains.map((value) => ({ value, label: words.grains[value] }))}
      value={by}
      onChange={(value) => setBy(grains.find((each) => each === value) ?? 'sequence')}
    />
  );
  return (
    <Section title={`${words.apart} ${words.grains[by].toLowerCase()}`} aside={aside}>
      {rows === undefined ? <Skeleton h={240} /> : null}
      {rows?.length === 0 ? words.noResponses : null}
      {rows === undefined || rows.length === 0 ? null : (
        <Stack gap="md">
          <Drawn rows={rows} by={by} />
          <Rows rows={rows} by={by} filter={filter} />
        </Stack>
      )}
    </Section>
  );
}

function Drawn({ rows, by }: { rows: readonly Responses[]; by: Grain }) {
  const drawn = rows.slice(0, drawnMost).flatMap((row) => {
    const { value, low, high } = row.byPeople;
    if (value === null || low === null || high === null) return [];
    return [{ name: groupName(row, by), value, low, high, people: row.people }];
  });
  return (
    <Suspense fallback={<Skeleton h={200} />}>
      <RateChart rows={drawn} />
    </Suspense>
  );
}

function Rows(props: { rows: readonly Responses[]; by: Grain; filter: KpiFilter }) {
  const { rows, by, filter } = props;
  return (
    <ScrollArea>
      <Table>
        <Table.Thead>
          <Table.Tr>
            <Table.Th pl={0}>{words.grains[by]}</Table.Th>
            <Table.Th ta="right">{words.writtenTo}</Table.Th>
            <Table.Th>{words.repliedPeople}</Table.Th>
            <Table.Th>{words.positivePeople}</Table.Th>
            <Table.Th ta="right">{words.messages}</Table.Th>
            <Table.Th visibleFrom="sm">{words.byMessages}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map((row, index) => (
            <Row key={index} row={row} by={by} filter={filter} />
          ))}
        </Table.Tbody>
      </Table>
    </ScrollArea>
  );
}

function Row({ row, by, filter }: { row: Responses; by: Grain; filter: KpiFilter }) {
  const name = groupName(row, by);
  const group = groupOf(row, by);
  return (
    <Table.Tr>
      <Table.Td pl={0}>{name}</Table.Td>
      <Table.Td ta="right">
        <Opens
          name={`${name}, ${words.writtenTo}`}
          filter={filter}
          behind={{ kpi: 'messages', ...group }}
        >
          {countWords(row.people)}
        </Opens>
      </Table.Td>
      <Table.Td>
        <Opens
          name={`${name}, ${words.repliedPeople}`}
          filter={filter}
          behind={{ kpi: 'replies', ...group }}
        >
          <ShareWords share={row.byPeople} />
        </Opens>
      </Table.Td>
      <Table.Td>
        <Opens
          name={`${name}, ${words.positivePeople}`}
          filter={filter}
          behind={{ kpi: 'positive', ...group }}
        >
          <ShareWords share={row.positiveByPeople} />
        </Opens>
      </Table.Td>
      <Table.Td ta="right">{countWords(row.messages)}</Table.Td>
      <Table.Td visibleFrom="sm">
        <ShareWords share={row.byMessages} />
      </Table.Td>
    </Table.Tr>
  );
}

function groupOf(row: Responses, by: Grain): Omit<Behind, 'kpi'> {
  const { sequence, step, variant, channel } = row;
  switch (by) {
    case 'sequence':
      return { sequence };
    case 'step':
      return { sequence, step };
    case 'variant':
      return { sequence, step, variant };
    case 'channel':
      return { channel };
  }
}
