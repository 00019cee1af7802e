// The pilots: the list, and the report of one.
import { Badge, Button, Group, Paper, Skeleton, Stack, Table } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useInfiniteQuery } from '@tanstack/react-query';
import { pilotsQuery, type Pilot } from '../../api/insight.ts';
import { useMay, useSession } from '../../api/session.ts';
import { dayWords } from '../../parts/day-words.ts';
import { Empty } from '../../parts/empty.tsx';
import { LinkTo } from '../../parts/link-to.tsx';
import { MoreButton } from '../../parts/more-button.tsx';
import { Trouble } from '../../parts/trouble.tsx';
import { insight as words } from '../../texts/insight.ts';
import { PilotReport } from './pilot-report.tsx';
import { pilotColours } from './pilot-words.ts';
import { StartPilot } from './start-pilot.tsx';

export function Pilots({ pilotId }: { pilotId: string | null }) {
  const [isStarting, starting] = useDisclosure(false);
  const mayStart = useMay('pilot.write');
  if (pilotId !== null) return <PilotReport key={pilotId} id={pilotId} />;
  return (
    <>
      <All onStart={mayStart ? starting.open : null} />
      <StartPilot isOpen={isStarting} onClose={starting.close} />
    </>
  );
}

function All({ onStart }: { onStart: (() => void) | null }) {
  const list = useInfiniteQuery(pilotsQuery);
  if (list.error !== null)
    return <Trouble error={list.error} onRetry={() => void list.refetch()} />;
  if (list.isPending) return <Skeleton h={240} />;
  const items = list.data.pages.flatMap((page) => page.items);
  const start = onStart === null ? null : <Button onClick={onStart}>{words.startPilot}</Button>;
  if (items.length === 0) {
    return (
      <Empty title={words.pilotNoneTitle} help={words.pilotNoneHelp}>
        {start}
      </Empty>
    );
  }
  return (
    <Stack gap="sm">
      <Group justify="flex-end">{start}</Group>
      <Paper p={0}>
        <Table>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{words.pilotName}</Table.Th>
              <Table.Th>{words.tabs.pilots}</Table.Th>
              <Table.Th visibleFrom="xs">{words.from}</Table.Th>
              <Table.Th visibleFrom="xs">{words.ends}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {items.map((pilot) => (
              <Line key={pilot.id} pilot={pilot} />
            ))}
          </Table.Tbody>
        </Table>
      </Paper>
      <MoreButton list={list} />
    </Stack>
  );
}

function Line({ pilot }: { pilot: Pilot }) {
  const { user } = useSession();
  const dayOf = (at: string): string => dayWords(new Date(at), user.timeZone);
  return (
    <Table.Tr>
      <Table.Td>
        <LinkTo to="/insight" search={{ tab: 'pilots', pilot: pilot.id }} size="sm" fw={500}>
          {pilot.name}
        </LinkTo>
      </Table.Td>
      <Table.Td>
        <Badge color={pilotColours[pilot.state]}>{words.states[pilot.state]}</Badge>
      </Table.Td>
      <Table.Td visibleFrom="xs">{dayOf(pilot.startsAt)}</Table.Td>
      <Table.Td visibleFrom="xs">{dayOf(pilot.endsAt)}</Table.Td>
    </Table.Tr>
  );
}
