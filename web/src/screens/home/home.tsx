// Home: what needs a person, and what moves.
import { Group, Paper, SimpleGrid, Skeleton, Stack, Text, Title } from '@mantine/core';
import { IconAlertCircle } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import type * as contract from '../../../../src/http/contract/status.ts';
import { get, type Answer } from '../../api/request.ts';
import { Page } from '../../parts/page.tsx';
import { Trouble } from '../../parts/trouble.tsx';
import { texts } from '../../texts/en.ts';

type Status = Answer<typeof contract.statusAnswer>;

const shown = ['people', 'inLever', 'touches', 'paused', 'waitingRecords', 'calls'] as const;
const needs = ['parkedIntents', 'parkedIntake', 'parkedDeliveries'] as const;
const count = new Intl.NumberFormat('en');

export function Home() {
  const words = texts.home;
  const status = useQuery({
    queryKey: ['status'],
    queryFn: () => get<typeof contract.statusAnswer>('/v1/status'),
  });
  return (
    <Page title={words.title}>
      <Stack gap="xl">
        {status.error === null ? null : (
          <Trouble error={status.error} onRetry={() => void status.refetch()} />
        )}
        <Stack gap="xs" component="section" aria-labelledby="needs">
          <Title order={2} id="needs">
            {words.needsYou}
          </Title>
          <Needs status={status.data} />
        </Stack>
        <Stack gap="xs" component="section" aria-labelledby="moves">
          <Title order={2} id="moves">
            {words.moves}
          </Title>
          <SimpleGrid cols={{ base: 2, sm: 3, lg: 6 }} spacing="sm">
            {shown.map((name) => (
              <Paper key={name} p="sm">
                <Text size="xs" className="quiet">
                  {words.figures[name]}
                </Text>
                {status.data === undefined ? (
                  <Skeleton h={28} w={64} />
                ) : (
                  <Text size="xl" fw={600}>
                    {count.format(status.data[name])}
                  </Text>
                )}
              </Paper>
            ))}
          </SimpleGrid>
        </Stack>
      </Stack>
    </Page>
  );
}

function Needs({ status }: { status: Status | undefined }) {
  if (status === undefined) return <Skeleton h={48} />;
  const waiting = needs.filter((name) => status[name] > 0);
  if (waiting.length === 0) {
    return (
      <Paper>
        <Text className="quiet" size="sm">
          {texts.home.nothingNeeds}
        </Text>
      </Paper>
    );
  }
  return waiting.map((name) => {
    const [one, many] = texts.home.needs[name] ?? ['', ''];
    return (
      <Paper key={name} p="sm">
        <Group gap="sm">
          <IconAlertCircle size={16} color="var(--mantine-color-orange-7)" aria-hidden />
          <Text size="sm">
            <b>{count.format(status[name])}</b> {status[name] === 1 ? one : many}
          </Text>
        </Group>
      </Paper>
    );
  });
}
