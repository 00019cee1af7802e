// Home: what needs a person, what moves, and how much of the calls to Lever is used.
import { Paper, SimpleGrid, Skeleton, Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { statusQuery } from '../../api/sync.ts';
import { countWords } from '../../parts/number-words.ts';
import { Page } from '../../parts/page.tsx';
import { Trouble } from '../../parts/trouble.tsx';
import { home as words } from '../../texts/home.ts';
import { Budget } from './budget.tsx';
import { Guide } from './guide.tsx';
import { Needs } from './needs.tsx';
import { RunningPilot } from './running-pilot.tsx';
import { Trends } from './trends.tsx';

const shown = [
  'people',
  'inLever',
  'touches',
  'paused',
  'waitingIntake',
  'waitingRecords',
] as const;

export function Home() {
  const status = useQuery(statusQuery);
  return (
    <Page title={words.title}>
      <Stack gap="xl">
        <Guide />
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
                    {countWords(status.data[name])}
                  </Text>
                )}
              </Paper>
            ))}
          </SimpleGrid>
          <Budget />
        </Stack>
        <RunningPilot />
        <Trends />
      </Stack>
    </Page>
  );
}
