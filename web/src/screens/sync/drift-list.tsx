// Drift: fields that stand in Lever otherwise than last agreed, and what happens to them.
import { Paper, ScrollArea, Skeleton, Stack, Table, Text } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { driftQuery } from '../../api/sync.ts';
import { Empty } from '../../parts/empty.tsx';
import { MoreButton } from '../../parts/more-button.tsx';
import { Trouble } from '../../parts/trouble.tsx';
import { fieldWords, valueWords } from '../../parts/value-words.ts';
import { sync as words } from '../../texts/sync.ts';
import { Who } from './run-people.tsx';

export function DriftList() {
  const list = useInfiniteQuery(driftQuery);
  const drifted = list.data?.pages.flatMap((page) => page.items) ?? [];
  if (list.error !== null) {
    return <Trouble error={list.error} onRetry={() => void list.refetch()} />;
  }
  if (list.isPending) return <Skeleton h={240} />;
  if (drifted.length === 0 && !list.hasNextPage) {
    return <Empty title={words.noDriftTitle} help={words.noDriftHelp} />;
  }
  return (
    <Stack gap="sm">
      <Paper p={0}>
        <ScrollArea>
          <Table miw={720}>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{words.person}</Table.Th>
                <Table.Th>{words.field}</Table.Th>
                <Table.Th>{words.agreed}</Table.Th>
                <Table.Th>{words.inLever}</Table.Th>
                <Table.Th>{words.ours}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {drifted.flatMap((record) =>
                record.fields.map((each) => (
                  <Table.Tr key={record.recordId + each.field}>
                    <Table.Td>
                      <Who personId={record.personId} name={record.personName} />
                    </Table.Td>
                    <Table.Td>
                      {fieldWords(each.field)}
                      <Text size="xs" className="quiet">
                        {each.because}
                      </Text>
                    </Table.Td>
                    <Table.Td>{valueWords(each.agreed)}</Table.Td>
                    <Table.Td>{valueWords(each.theirs)}</Table.Td>
                    <Table.Td>{valueWords(each.ours)}</Table.Td>
                  </Table.Tr>
                )),
              )}
            </Table.Tbody>
          </Table>
        </ScrollArea>
      </Paper>
      <MoreButton list={list} />
    </Stack>
  );
}
