// How much may go to Lever, what was refused, and what still waits in each lane.
import { Anchor, Badge, Group, Paper, Skeleton, Stack, Table, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { healthQuery, type Health } from '../../api/sync.ts';
import { countWords, spanWords } from '../../parts/number-words.ts';
import { home as words } from '../../texts/home.ts';
import { spaced } from '../../parts/value-words.ts';

export function Budget() {
  const { data: health } = useQuery(healthQuery);
  if (health === undefined) return <Skeleton h={96} />;
  return (
    <Paper component="section" aria-labelledby="budget">
      <Stack gap="xs">
        <Group justify="space-between">
          <Title order={3} id="budget">
            {words.budget}
          </Title>
          {health.rate?.isHeld === true ? <Badge color="orange">{words.isHeld}</Badge> : null}
        </Group>
        {health.rate === null ? (
          <Text size="sm" className="quiet">
            {words.noConnection}{' '}
            <Anchor component={Link} to="/start" size="sm" underline="always">
              {words.connect}
            </Anchor>
          </Text>
        ) : (
          <Text size="sm">
            {words.perSecond(countWords(health.rate.ratePerSecond))} ·{' '}
            {words.sent(countWords(health.rate.callCount))} ·{' '}
            {words.refused(countWords(health.rate.refusedCount))}
          </Text>
        )}
        <Lanes lanes={health.lanes} />
      </Stack>
    </Paper>
  );
}

export function Lanes({ lanes }: { lanes: Health['lanes'] }) {
  const waiting = lanes.filter((lane) => lane.dueCount > 0);
  if (waiting.length === 0) {
    return (
      <Text size="sm" className="quiet">
        {words.laneEmpty}
      </Text>
    );
  }
  return (
    <Table>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{words.lane}</Table.Th>
          <Table.Th ta="right">{words.due}</Table.Th>
          <Table.Th ta="right">{words.done}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {waiting.map((lane) => (
          <Table.Tr key={lane.name}>
            <Table.Td>{words.lanes[lane.name] ?? spaced(lane.name)}</Table.Td>
            <Table.Td ta="right">{countWords(lane.dueCount)}</Table.Td>
            <Table.Td ta="right">{spanWords(lane.secondsToFinish)}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
