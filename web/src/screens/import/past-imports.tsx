// The imports so far, newest first.
import { Badge, Paper, ScrollArea, Skeleton, Stack, Table, Text, Title } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { importsQuery, type Import } from '../../api/imports.ts';
import { LinkTo } from '../../parts/link-to.tsx';
import { MoreButton } from '../../parts/more-button.tsx';
import { countWords } from '../../parts/number-words.ts';
import { Trouble } from '../../parts/trouble.tsx';
import { When } from '../../parts/when.tsx';
import { importing as words } from '../../texts/import.ts';

const colours: Record<Import['state'], string> = {
  ready: 'blue',
  running: 'blue',
  held: 'orange',
  finished: 'green',
  failed: 'red',
  cancelled: 'gray',
};

export function StateBadge({ state }: { state: Import['state'] }) {
  return <Badge color={colours[state]}>{words.states[state]}</Badge>;
}

export function PastImports() {
  const list = useInfiniteQuery(importsQuery);
  const imports = list.data?.pages.flatMap((page) => page.items) ?? [];
  if (list.error !== null) {
    return <Trouble error={list.error} onRetry={() => void list.refetch()} />;
  }
  if (list.isPending) return <Skeleton h={160} />;
  return (
    <Stack gap="xs" component="section" aria-labelledby="past-imports">
      <Title order={2} id="past-imports">
        {words.past}
      </Title>
      {imports.length === 0 ? (
        <Text size="sm" className="quiet">
          {words.none}
        </Text>
      ) : (
        <Paper p={0}>
          <ScrollArea>
            <Table miw={560}>
              <Table.Thead>
                <Table.Tr>
                  <Table.Th>{words.file}</Table.Th>
                  <Table.Th>{words.state}</Table.Th>
                  <Table.Th ta="right">{words.rows}</Table.Th>
                  <Table.Th ta="right">{words.taken}</Table.Th>
                  <Table.Th ta="right">{words.refused}</Table.Th>
                  <Table.Th>{words.when}</Table.Th>
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {imports.map((each) => (
                  <Row key={each.id} shown={each} />
                ))}
              </Table.Tbody>
            </Table>
          </ScrollArea>
        </Paper>
      )}
      <MoreButton list={list} />
    </Stack>
  );
}

function Row({ shown }: { shown: Import }) {
  return (
    <Table.Tr>
      <Table.Td>
        <LinkTo to="/import" search={{ id: shown.id }} size="sm" fw={500} c="inherit">
          {shown.fileName}
        </LinkTo>
        <Text size="xs" className="quiet">
          {shown.source}
        </Text>
      </Table.Td>
      <Table.Td>
        <StateBadge state={shown.state} />
      </Table.Td>
      <Table.Td ta="right">{countWords(shown.rows)}</Table.Td>
      <Table.Td ta="right">{countWords(shown.accepted)}</Table.Td>
      <Table.Td ta="right">{countWords(shown.rejected)}</Table.Td>
      <Table.Td className="quiet">
        <When at={shown.finishedAt ?? shown.createdAt} />
      </Table.Td>
    </Table.Tr>
  );
}
