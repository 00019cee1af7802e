// What waits for a person, each with the way to it.
import { Group, Paper, Skeleton, Stack, Text } from '@mantine/core';
import { IconAlertCircle, IconCircleCheck } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { connectionQuery, preflightQuery, type Status } from '../../api/sync.ts';
import { ButtonTo } from '../../parts/link-to.tsx';
import { countWords } from '../../parts/number-words.ts';
import type { InboxSearch } from '../inbox/places.ts';
import type { ReviewTab } from '../review/tabs.ts';
import type { SyncSearch } from '../sync/tabs.ts';
import { home as words } from '../../texts/home.ts';

type Place =
  | { to: '/start' }
  | { to: '/sync'; search: SyncSearch }
  | { to: '/review'; search: { tab?: ReviewTab } }
  | { to: '/inbox'; search: InboxSearch };

interface Need {
  name: string;
  count: number | null;
  said: string;
  to: Place;
}

export function Needs({ status }: { status: Status | undefined }) {
  const connection = useQuery(connectionQuery).data?.connection;
  const report = useQuery(preflightQuery).data?.report;
  if (status === undefined) return <Skeleton h={48} />;
  const failed = report?.checks.filter((check) => check.result === 'fail').length ?? 0;
  const needs = [
    ...ofConnection(connection?.state),
    ...needOf('failedChecks', failed, { to: '/start' }),
    ...needOf('heldRuns', status.heldRuns, { to: '/sync', search: { tab: 'runs' } }),
    ...needOf('openReplies', status.openReplies, { to: '/inbox', search: {} }),
    ...needOf('openTasks', status.openTasks, { to: '/inbox', search: { tab: 'tasks' } }),
    ...needOf('openReviews', status.openReviews, { to: '/review', search: {} }),
    ...needOf('openConflicts', status.openConflicts, {
      to: '/review',
      search: { tab: 'conflicts' },
    }),
    ...needOf('parked', parkedOf(status), { to: '/review', search: { tab: 'parked' } }),
  ];
  if (needs.length === 0) {
    return (
      <Paper p="sm">
        <Group gap="sm" wrap="nowrap">
          <IconCircleCheck size={16} color="var(--mantine-color-green-7)" aria-hidden />
          <Text className="quiet" size="sm">
            {words.nothingNeeds}
          </Text>
        </Group>
      </Paper>
    );
  }
  return (
    <Paper p={0}>
      <Stack gap={0} component="ul" className="lines">
        {needs.map((need) => (
          <Group
            key={need.name}
            component="li"
            justify="space-between"
            wrap="nowrap"
            p="xs"
            pl="sm"
          >
            <Group gap="sm" wrap="nowrap">
              <IconAlertCircle
                size={16}
                color="var(--mantine-color-orange-7)"
                style={{ flexShrink: 0 }}
                aria-hidden
              />
              <Text size="sm">
                {need.count === null ? null : <b>{countWords(need.count)} </b>}
                {need.said}
              </Text>
            </Group>
            <ButtonTo {...need.to} variant="default" aria-label={`${words.look}: ${need.said}`}>
              {words.look}
            </ButtonTo>
          </Group>
        ))}
      </Stack>
    </Paper>
  );
}

function needOf(
  name:
    | 'openReplies'
    | 'openTasks'
    | 'failedChecks'
    | 'heldRuns'
    | 'openReviews'
    | 'openConflicts'
    | 'parked',
  count: number,
  to: Place,
): Need[] {
  const [one = '', many = ''] = words.needs[name];
  return count === 0 ? [] : [{ name, count, said: count === 1 ? one : many, to }];
}

function ofConnection(state: 'on' | 'off' | 'unauthorized' | undefined): Need[] {
  if (state === undefined || state === 'on') return [];
  const said = state === 'off' ? words.needs.syncOff : words.needs.unauthorized;
  return [{ name: 'connection', count: null, said, to: { to: '/start' } }];
}

function parkedOf(status: Status): number {
  return status.parkedIntents + status.parkedIntake + status.parkedDeliveries;
}
