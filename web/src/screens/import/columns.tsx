// One line per column: its first values, and what it becomes.
import { Box, Select, Table, Text } from '@mantine/core';
import { useMapImport, type ImportPreview, type Target } from '../../api/imports.ts';
import { useMay } from '../../api/session.ts';
import { importing as words } from '../../texts/import.ts';

const leftOut = '';
const choices = [
  { value: leftOut, label: words.leftOut },
  ...Object.entries(words.targets).map(([value, label]) => ({ value, label })),
];

interface Props {
  id: string;
  columns: ImportPreview['columns'];
  onChanged: () => void;
}

export function Columns({ id, columns, onChanged }: Props) {
  const map = useMapImport(id);
  const mayChange = useMay('intake.write');
  const pending = map.isPending ? map.variables.columns : undefined;
  return (
    <Box>
      <Table>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{words.column}</Table.Th>
            <Table.Th visibleFrom="sm">{words.samples}</Table.Th>
            <Table.Th w={{ base: '58%', sm: 230 }}>{words.meaning}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {columns.map(({ header, target, samples }) => (
            <Table.Tr key={header}>
              <Table.Td fw={500} style={{ overflowWrap: 'anywhere' }}>
                {header}
                <Text size="xs" className="quiet" lineClamp={1} hiddenFrom="sm">
                  {firstOf(samples)}
                </Text>
              </Table.Td>
              <Table.Td maw={320} visibleFrom="sm">
                <Text size="sm" className="quiet" truncate>
                  {firstOf(samples)}
                </Text>
              </Table.Td>
              <Table.Td>
                <Select
                  aria-label={words.meaningOf(header)}
                  data={choices}
                  value={pending?.[header] ?? target ?? leftOut}
                  allowDeselect={false}
                  searchable
                  disabled={!mayChange}
                  onChange={(next) => {
                    map.mutate({ columns: { [header]: next === leftOut ? null : asTarget(next) } });
                    onChanged();
                  }}
                />
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Box>
  );
}

function firstOf(samples: readonly string[]): string {
  return samples.filter((sample) => sample !== '').join(' · ');
}

function asTarget(text: string | null): Target | null {
  const known = Object.keys(words.targets) as Target[];
  return known.find((each) => each === text) ?? null;
}
