// The numbers at a glance: each with its interval, the way from found to hired, and how weeks and jobs compare.
import { Paper, SegmentedControl, SimpleGrid, Skeleton, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useState, type ReactNode } from 'react';
import {
  breakdownQuery,
  kpisQuery,
  type Kpi,
  type KpiFilter,
  type Kpis,
  type Share,
} from '../../api/insight.ts';
import { Empty } from '../../parts/empty.tsx';
import { countWords, percentWords, rangeWords, spanWords } from '../../parts/number-words.ts';
import { Section } from '../../parts/section.tsx';
import { Trouble } from '../../parts/trouble.tsx';
import { texts } from '../../texts/en.ts';
import { insight as words } from '../../texts/insight.ts';
import { Opens } from './behind.tsx';
import { Cohorts } from './cohorts.tsx';
import { Funnel } from './funnel.tsx';
import { weekFrom } from './spans.ts';
import { trendOf } from './trend.ts';

const TrendChart = lazy(async () => ({ default: (await import('./charts.tsx')).TrendChart }));
const apart = ['job', 'sourcer', 'source'] as const;

export function Numbers({ filter }: { filter: KpiFilter }) {
  const kpis = useQuery(kpisQuery(filter));
  if (kpis.error !== null) {
    return <Trouble error={kpis.error} onRetry={() => void kpis.refetch()} />;
  }
  if (kpis.data === undefined) return <Skeleton h={420} />;
  const found = kpis.data.funnel[0]?.people ?? 0;
  if (found === 0 && kpis.data.responses.people === 0) {
    return <Empty title={words.noneTitle} help={words.noneHelp} />;
  }
  const { waitingCount } = kpis.data;
  return (
    <Stack gap="md">
      {waitingCount === 0 ? null : (
        <Text size="sm" className="quiet" role="status">
          {words.waiting(waitingCount)}
        </Text>
      )}
      <Tiles kpis={kpis.data} filter={filter} />
      <Funnel kpis={kpis.data} filter={filter} />
      <Weeks filter={filter} />
      <Apart filter={filter} />
    </Stack>
  );
}

function Tiles({ kpis, filter }: { kpis: Kpis; filter: KpiFilter }) {
  const shares = [
    { name: words.replied, kpi: 'replies', share: kpis.responses.byPeople },
    { name: words.positive, kpi: 'positive', share: kpis.responses.positiveByPeople },
    { name: words.inLever, kpi: 'in_lever', share: kpis.inLever },
    { name: words.duplicates, kpi: 'duplicates', share: kpis.duplicates.joined },
    { name: words.foundInLever, kpi: 'found_in_lever', share: kpis.duplicates.foundInLever },
  ] as const;
  return (
    <SimpleGrid cols={{ base: 1, xs: 2, md: 3 }} spacing="sm">
      <FirstContact kpis={kpis} filter={filter} />
      {shares.map(({ name, kpi, share }) => (
        <Tile key={kpi} name={name} kpi={kpi} filter={filter} value={valueOf(share)}>
          {detailOf(share)}
          {share.isFew && share.value !== null ? ` ${words.few}` : ''}
        </Tile>
      ))}
    </SimpleGrid>
  );
}

function valueOf({ value }: Share): string {
  return value === null ? texts.none : percentWords(value);
}

function detailOf({ value, low, high, count, of }: Share): string {
  if (value === null || low === null || high === null) return words.nothing;
  const told = `${countWords(count)} / ${countWords(of)}`;
  return `${told}, ${words.range(rangeWords(low, high))}.`;
}

function FirstContact({ kpis, filter }: { kpis: Kpis; filter: KpiFilter }) {
  const { median, p90, people, contactedBefore, isFew } = kpis.firstContact;
  return (
    <Tile
      name={words.firstContact}
      kpi="first_contact"
      filter={filter}
      value={median === null ? texts.none : spanWords(median.seconds)}
    >
      {median === null || p90 === null ? (
        words.nothing
      ) : (
        <>
          {words.median}, {words.range(`${spanWords(median.low)} – ${spanWords(median.high)}`)}.{' '}
          {words.p90} {spanWords(p90.seconds)}, {words.ofPeople(countWords(people))}
          {contactedBefore === 0 ? '.' : `; ${words.contactedBefore(countWords(contactedBefore))}.`}
          {isFew ? ` ${words.few}` : ''}
        </>
      )}
    </Tile>
  );
}

function Tile(props: {
  name: string;
  kpi: Kpi;
  filter: KpiFilter;
  value: string;
  children: ReactNode;
}) {
  const { name, kpi, filter, value, children } = props;
  return (
    <Paper p={0}>
      <Opens name={`${name}, ${value}`} filter={filter} behind={{ kpi }} isWide>
        <Stack gap={2} p="md">
          <Text size="sm" className="quiet">
            {name}
          </Text>
          <Text fz={26} fw={600} lh={1.2}>
            {value}
          </Text>
          <Text size="xs" className="quiet">
            {children}
          </Text>
        </Stack>
      </Opens>
    </Paper>
  );
}

function Weeks({ filter }: { filter: KpiFilter }) {
  const weeks = useQuery(breakdownQuery(filter, 'week'));
  const rows = (weeks.data?.items ?? []).toSorted((one, other) => one.key.localeCompare(other.key));
  if (weeks.error !== null) return <Trouble error={weeks.error} />;
  return (
    <>
      {rows.length < 2 ? null : (
        <Section title={words.trend}>
          <Suspense fallback={<Skeleton h={220} />}>
            <TrendChart weeks={trendOf(rows)} />
          </Suspense>
        </Section>
      )}
      <Section title={words.cohorts} empty={rows.length === 0 ? words.noRows : null}>
        <Text size="sm" className="quiet">
          {words.cohortsHelp}
        </Text>
        <Cohorts
          label={words.week}
          rows={rows.toReversed()}
          filterOf={({ key }) => ({ ...filter, ...weekFrom(key) })}
        />
      </Section>
    </>
  );
}

function Apart({ filter }: { filter: KpiFilter }) {
  const [by, setBy] = useState<(typeof apart)[number]>('job');
  const rows = useQuery(breakdownQuery(filter, by)).data?.items ?? [];
  const names = { job: 'jobId', sourcer: 'sourcer', source: 'source' } as const;
  return (
    <Section
      title={`${words.apart} ${words.breakdowns[by].toLowerCase()}`}
      aside={
        <SegmentedControl
          size="xs"
          className="no-print"
          aria-label={words.apart}
          data={apart.map((value) => ({ value, label: words.breakdowns[value] }))}
          value={by}
          onChange={(value) => setBy(apart.find((each) => each === value) ?? 'job')}
        />
      }
    >
      {rows.length === 0 ? (
        <Text size="sm" className="quiet">
          {words.noRows}
        </Text>
      ) : (
        <Cohorts
          label={words.breakdowns[by]}
          rows={rows}
          filterOf={({ key }) => (isKey(by, key) ? { ...filter, [names[by]]: key } : null)}
        />
      )}
    </Section>
  );
}

/** People without a job have an id of noughts there; those without a sourcer or source an empty text. */
function isKey(by: (typeof apart)[number], key: string): boolean {
  return by === 'job' ? !/^[0-]*$/u.test(key) : key !== '';
}
