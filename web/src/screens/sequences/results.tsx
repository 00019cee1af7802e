// What came of a sequence: by step and variant, each number with how sure it is and who is behind it.
import {
  Button,
  Modal,
  Paper,
  ScrollArea,
  Skeleton,
  Stack,
  Table,
  Text,
  Title,
  VisuallyHidden,
} from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { responsesQuery, type Behind, type Responses } from '../../api/insight.ts';
import type { Sequence } from '../../api/sequences.ts';
import { BehindNumber } from '../../parts/behind-number.tsx';
import { Empty } from '../../parts/empty.tsx';
import { countWords } from '../../parts/number-words.ts';
import { ShareWords } from '../../parts/share-words.tsx';
import { Trouble } from '../../parts/trouble.tsx';
import { sequences as words } from '../../texts/sequences.ts';

const figures = [
  { kpi: 'messages', label: words.written },
  { kpi: 'replies', label: words.replied },
  { kpi: 'positive', label: words.interested },
] as const;

export function Results({ sequence }: { sequence: Sequence }) {
  const filter = { sequence: sequence.name };
  const whole = useQuery(responsesQuery(filter, 'sequence'));
  const parts = useQuery(responsesQuery(filter, 'variant'));
  const [behind, setBehind] = useState<Behind | null>(null);
  const error = whole.error ?? parts.error;
  if (error !== null) return <Trouble error={error} onRetry={() => void parts.refetch()} />;
  if (whole.data === undefined || parts.data === undefined) return <Skeleton h={240} />;
  const rows = parts.data.items.toSorted(
    (one, other) => one.step - other.step || one.variant.localeCompare(other.variant),
  );
  if (rows.length === 0) return <Empty title={words.noResultsTitle} help={words.noResultsHelp} />;
  return (
    <Stack gap="sm">
      <Title order={2}>{words.byStep}</Title>
      <Paper p={0}>
        <ScrollArea>
          <Table>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{words.step(1).replace(' 1', '')}</Table.Th>
                {figures.map(({ kpi, label }) => (
                  <Table.Th key={kpi}>{label}</Table.Th>
                ))}
                <Table.Th ta="right" visibleFrom="sm">
                  {words.messages}
                </Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {rows.map((row, index) => (
                <Row key={index} row={row} name={nameOf(row)} onOpen={setBehind} />
              ))}
              {whole.data.items.map((row, index) => (
                <Row key={`all-${index}`} row={row} name={row.sequence} isSum onOpen={setBehind} />
              ))}
            </Table.Tbody>
          </Table>
        </ScrollArea>
      </Paper>
      <Text size="xs" className="quiet">
        {words.lastWeeks}
      </Text>
      <Modal
        opened={behind !== null}
        onClose={() => setBehind(null)}
        size="lg"
        title={figures.find(({ kpi }) => kpi === behind?.kpi)?.label ?? ''}
      >
        {behind === null ? null : <BehindNumber filter={{}} behind={behind} />}
      </Modal>
    </Stack>
  );
}

function nameOf({ step, variant }: Responses): string {
  return variant === '' ? words.step(step) : `${words.step(step)}, ${words.variant(variant)}`;
}

function Row(props: {
  row: Responses;
  name: string;
  isSum?: boolean;
  onOpen: (behind: Behind) => void;
}) {
  const { row, name, isSum = false, onOpen } = props;
  const group = isSum
    ? { sequence: row.sequence }
    : { sequence: row.sequence, step: row.step, variant: row.variant };
  return (
    <Table.Tr fw={isSum ? 600 : 400}>
      <Table.Td>{name}</Table.Td>
      {figures.map(({ kpi, label }) => (
        <Table.Td key={kpi}>
          <Button
            variant="subtle"
            size="compact-sm"
            px={4}
            color="gray"
            c="var(--mantine-color-text)"
            onClick={() => onOpen({ kpi, ...group })}
          >
            {kpi === 'messages' ? (
              countWords(row.people)
            ) : (
              <ShareWords share={kpi === 'replies' ? row.byPeople : row.positiveByPeople} />
            )}
            <VisuallyHidden>{words.open(`${name}, ${label}`)}</VisuallyHidden>
          </Button>
        </Table.Td>
      ))}
      <Table.Td ta="right" visibleFrom="sm">
        {countWords(row.messages)}
      </Table.Td>
    </Table.Tr>
  );
}
