// Two versions side by side: what was, what is.
import { Table, Text } from '@mantine/core';
import { settings as words } from '../../../texts/settings.ts';
import { differences } from './flat.ts';

export function DifferenceList(props: { before: unknown; after: unknown }) {
  const found = differences(props.before, props.after);
  if (found.length === 0) {
    return (
      <Text size="sm" className="quiet">
        {words.noDifference}
      </Text>
    );
  }
  return (
    <Table layout="fixed">
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{words.place}</Table.Th>
          <Table.Th>{words.before}</Table.Th>
          <Table.Th>{words.after}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {found.map(({ at, before, after }) => (
          <Table.Tr key={at}>
            <Table.Td style={{ overflowWrap: 'anywhere' }}>{at}</Table.Td>
            <Table.Td className="quiet" style={{ overflowWrap: 'anywhere' }}>
              {before ?? words.absent}
            </Table.Td>
            <Table.Td style={{ overflowWrap: 'anywhere' }}>{after ?? words.absent}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
