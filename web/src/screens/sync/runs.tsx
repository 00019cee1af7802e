// Runs: every change of many records, newest first, and one of them in full.
import { Badge, Paper, ScrollArea, Skeleton, Stack, Table, Text } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useCallback } from 'react';
import { runsQuery, type Run } from '../../api/sync.ts';
import { Empty } from '../../parts/empty.tsx';
import { LinkTo } from '../../parts/link-to.tsx';
import { MoreButton } from '../../parts/more-button.tsx';
import { countWords } from '../../parts/number-words.ts';
import { useRowKeys } from '../../parts/row-keys.ts';
import { Trouble } from '../../parts/trouble.tsx';
import { When } from '../../parts/when.tsx';
import { sync as words } from '../../texts/sync.ts';
import { OneRun } from './one-run.tsx';
import { runColours } from './run-colours.ts';

export function Runs() {
  const { run } = useSearch({ from: '/shell/sync' });
  return run === undefined ? <RunList /> : <OneRun id={run} />;
}

function RunList() {
  const list = useInfiniteQuery(runsQuery);
  const runs = list.data?.pages.flatMap((page) => page.items) ?? [];
  if (list.error !== null) {
    return <Trouble error={list.error} onRetry={() => void list.refetch()} />;
  }
  if (list.isPending) return <Skeleton h={240} />;
  if (runs.length === 0) return <Empty title={words.noRunsTitle} help={words.noRunsHelp} />;
  return (
    <Stack gap="sm">
      <RunTable runs={runs} />
      <MoreButton list={list} />
    </Stack>
  );
}

function RunTable({ runs }: { runs: readonly Run[] }) {
  const navigate = useNavigate();
  const open = useCallback(
    (index: number) => {
      const run = runs[index];
      if (run !== undefined) {
        void navigate({ to: '/sync', search: { tab: 'runs', run: run.id } });
      }
    },
    [navigate, runs],
  );
  const { chosen, listRef } = useRowKeys(runs.length, open);
  return (
    <Paper p={0}>
      <ScrollArea>
        <Table miw={640} highlightOnHover>
          <Table.Tbody ref={listRef}>
            {runs.map((run, index) => (
              <Table.Tr
                key={run.id}
                className="row-link"
                data-row={index}
                data-chosen={index === chosen || undefined}
                onClick={() => open(index)}
              >
                <Table.Td>
                  <LinkTo
                    to="/sync"
                    search={{ tab: 'runs', run: run.id }}
                    size="sm"
                    fw={500}
                    c="inherit"
                  >
                    {words.runKinds[run.kind] ?? run.kind}
                  </LinkTo>
                  <Text size="xs" className="quiet">
                    {run.because}
                  </Text>
                </Table.Td>
                <Table.Td ta="right">{words.changed(countWords(run.changedCount))}</Table.Td>
                <Table.Td className="quiet">
                  <When at={run.createdAt} />
                </Table.Td>
                <Table.Td ta="right">
                  <Badge color={runColours[run.state]}>{words.runStates[run.state]}</Badge>
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </ScrollArea>
    </Paper>
  );
}
