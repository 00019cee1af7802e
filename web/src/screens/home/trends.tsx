// Week by week: how many were found, contacted, replied and are interested.
import { Group, Paper, SimpleGrid, Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { weeksQuery, type Week } from '../../api/home.ts';
import { useMay } from '../../api/session.ts';
import { countWords } from '../../parts/number-words.ts';
import { SparkLine } from '../../parts/spark-line.tsx';
import { home as words } from '../../texts/home.ts';

const steps = ['found', 'contacted', 'replied', 'interested'] as const;
const weeksShown = 8;

export function Trends() {
  const mayRead = useMay('insight.read');
  const { data } = useQuery({ ...weeksQuery, enabled: mayRead });
  if (!mayRead || data === undefined) return null;
  const weeks = data.items.toSorted((one, two) => one.key.localeCompare(two.key));
  return (
    <Stack gap="xs" component="section" aria-labelledby="trends">
      <Title order={2} id="trends">
        {words.trends}
      </Title>
      {weeks.length === 0 ? (
        <Text size="sm" className="quiet">
          {words.noTrends}
        </Text>
      ) : (
        <SimpleGrid cols={{ base: 2, lg: 4 }} spacing="sm">
          {steps.map((step) => (
            <Trend key={step} name={words.steps[step]} values={valuesOf(weeks, step)} />
          ))}
        </SimpleGrid>
      )}
    </Stack>
  );
}

/** Weeks without anybody are not in the answer before the first, so the line begins with nothing. */
function valuesOf(weeks: readonly Week[], step: (typeof steps)[number]): number[] {
  const counted = weeks
    .slice(-weeksShown)
    .map(({ funnel }) => funnel.find((each) => each.step === step)?.people ?? 0);
  return [...Array.from({ length: weeksShown - counted.length }, () => 0), ...counted];
}

function Trend({ name, values }: { name: string; values: readonly number[] }) {
  const last = values.at(-1) ?? 0;
  const weeks = values.map(countWords).join(', ');
  return (
    <Paper p="sm">
      <Text size="xs" className="quiet">
        {name}
      </Text>
      <Group justify="space-between" wrap="nowrap" gap="xs">
        <Text size="xl" fw={600}>
          {countWords(last)}
        </Text>
        <SparkLine values={values} label={words.trendOf(name, countWords(last), weeks)} />
      </Group>
    </Paper>
  );
}
