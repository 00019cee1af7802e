// The report of a pilot: the verdict, each number beside the time before, the edge cases, and what may be decided.
import {
  Alert,
  Badge,
  Button,
  Group,
  ScrollArea,
  Skeleton,
  Stack,
  Table,
  Text,
} from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import {
  comparisonQuery,
  pilotQuery,
  type Compared,
  type Comparison,
  type Pilot,
} from '../../api/insight.ts';
import { useMay, useSession } from '../../api/session.ts';
import { dayWords } from '../../parts/day-words.ts';
import { LinkTo } from '../../parts/link-to.tsx';
import { countWords } from '../../parts/number-words.ts';
import { Section } from '../../parts/section.tsx';
import { Trouble } from '../../parts/trouble.tsx';
import { insight as words } from '../../texts/insight.ts';
import { Findings } from './findings.tsx';
import { IntervalBar } from './interval-bar.tsx';
import { PilotActions } from './pilot-actions.tsx';
import { adviceColours, findingColours, kpiWords, pilotColours } from './pilot-words.ts';
import { WeeklyReports } from './weekly-reports.tsx';

export function PilotReport({ id }: { id: string }) {
  const pilot = useQuery(pilotQuery(id));
  const comparison = useQuery(comparisonQuery(id));
  const mayDecide = useMay('pilot.write');
  const error = pilot.error ?? comparison.error;
  if (error !== null) return <Trouble error={error} onRetry={() => void comparison.refetch()} />;
  if (pilot.data === undefined || comparison.data === undefined) return <Skeleton h={420} />;
  return (
    <Stack gap="md">
      <Head pilot={pilot.data} mayDecide={mayDecide} />
      <Verdict comparison={comparison.data} />
      <Findings pilotId={id} counts={comparison.data.findings} />
      <WeeklyReports pilotId={id} />
    </Stack>
  );
}

function Head({ pilot, mayDecide }: { pilot: Pilot; mayDecide: boolean }) {
  const { user } = useSession();
  const days = [pilot.startsAt, pilot.endsAt].map((at) => dayWords(new Date(at), user.timeZone));
  return (
    <Group justify="space-between">
      <Group gap="xs">
        <LinkTo to="/insight" search={{ tab: 'pilots' }} size="sm" className="no-print">
          {words.all}
        </LinkTo>
        <Text fw={600}>{pilot.name}</Text>
        <Badge color={pilotColours[pilot.state]}>{words.states[pilot.state]}</Badge>
        <Text size="sm" className="quiet">
          {days.join(' – ')}
        </Text>
      </Group>
      <Group gap="xs" className="no-print">
        {mayDecide ? <PilotActions pilot={pilot} /> : null}
        <Button variant="default" onClick={() => window.print()}>
          {words.print}
        </Button>
      </Group>
    </Group>
  );
}

function Verdict({ comparison }: { comparison: Comparison }) {
  const { advice, comparisons, peopleTaken, personCap, baselineOf } = comparison;
  const taken = countWords(peopleTaken);
  return (
    <Section
      title={words.verdict}
      aside={
        <Text size="sm" className="quiet">
          {words.taken}: {personCap === null ? taken : words.takenOf(taken, countWords(personCap))}
        </Text>
      }
    >
      <Alert color={adviceColours[advice]} title={words.advice[advice]}>
        <Text size="sm">
          {words.baseline[baselineOf]}
          {comparison.isFromLeverHistory ? ` ${words.fromHistory}` : ''}
        </Text>
      </Alert>
      <ScrollArea viewportProps={{ tabIndex: 0, role: 'region', 'aria-label': words.tabs.numbers }}>
        <Table>
          <Table.Thead>
            <Table.Tr>
              <Table.Th pl={0}>{words.number}</Table.Th>
              <Table.Th>{words.before}</Table.Th>
              <Table.Th>{words.pilot}</Table.Th>
              <Table.Th>{words.difference}</Table.Th>
              <Table.Th>{words.target}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {comparisons.map((compared) => (
              <Row key={compared.kpi} compared={compared} />
            ))}
          </Table.Tbody>
        </Table>
      </ScrollArea>
    </Section>
  );
}

function Row({ compared }: { compared: Compared }) {
  const { kpi, before, pilot, difference, finding, target, targetMet } = compared;
  const most = Math.max(before.high ?? 0, pilot.high ?? 0, target ?? 0);
  return (
    <Table.Tr>
      <Table.Td pl={0}>{words.kpis[kpi]}</Table.Td>
      <Table.Td>
        <Measure kpi={kpi} measured={before} most={most} colour="var(--mantine-color-gray-5)" />
      </Table.Td>
      <Table.Td>
        <Measure
          kpi={kpi}
          measured={pilot}
          most={most}
          colour="var(--mantine-primary-color-filled)"
        />
      </Table.Td>
      <Table.Td>
        <Stack gap={2} align="flex-start">
          <Badge color={findingColours[finding]}>{words.findings[finding]}</Badge>
          {difference === null ? null : (
            <Text size="xs" className="quiet">
              {kpiWords(kpi, difference.value)} ({kpiWords(kpi, difference.low)} –{' '}
              {kpiWords(kpi, difference.high)})
            </Text>
          )}
        </Stack>
      </Table.Td>
      <Table.Td>
        {target === null || targetMet === null ? null : (
          <Text size="sm">
            {kpiWords(kpi, target)}: {words.targetMet[targetMet]}
          </Text>
        )}
      </Table.Td>
    </Table.Tr>
  );
}

function Measure(props: {
  kpi: Compared['kpi'];
  measured: Compared['pilot'];
  most: number;
  colour: string;
}) {
  const { kpi, measured, most, colour } = props;
  const { value, low, high, of } = measured;
  if (value === null || low === null || high === null) {
    return (
      <Text size="sm" className="quiet">
        {words.noValue}
      </Text>
    );
  }
  return (
    <Stack gap={2}>
      <Text size="sm">{kpiWords(kpi, value)}</Text>
      <IntervalBar interval={measured} most={most} colour={colour} />
      <Text size="xs" className="quiet">
        {kpiWords(kpi, low)} – {kpiWords(kpi, high)}, {words.ofCount(countWords(of))}
      </Text>
    </Stack>
  );
}
