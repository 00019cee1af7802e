// The way from being found to being hired: bars to see it, a table to read and open it.
import { Grid, Skeleton, Table } from '@mantine/core';
import { lazy, Suspense } from 'react';
import type { KpiFilter, Kpis } from '../../api/insight.ts';
import { countWords } from '../../parts/number-words.ts';
import { Section } from '../../parts/section.tsx';
import { ShareWords } from '../../parts/share-words.tsx';
import { insight as words } from '../../texts/insight.ts';
import { Opens } from './behind.tsx';

const FunnelChart = lazy(async () => ({ default: (await import('./charts.tsx')).FunnelChart }));

export function Funnel({ kpis, filter }: { kpis: Kpis; filter: KpiFilter }) {
  return (
    <Section title={words.funnel}>
      <Grid gap="md">
        <Grid.Col span={{ base: 12, md: 6 }}>
          <Suspense fallback={<Skeleton h={260} />}>
            <FunnelChart funnel={kpis.funnel} />
          </Suspense>
        </Grid.Col>
        <Grid.Col span={{ base: 12, md: 6 }}>
          <Table>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{words.step}</Table.Th>
                <Table.Th ta="right">{words.people}</Table.Th>
                <Table.Th>{words.share}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {kpis.funnel.map(({ step, people, ofFound }) => (
                <Table.Tr key={step}>
                  <Table.Td>{words.steps[step]}</Table.Td>
                  <Table.Td ta="right">
                    <Opens name={words.steps[step]} filter={filter} behind={{ kpi: step }}>
                      {countWords(people)}
                    </Opens>
                  </Table.Td>
                  <Table.Td>
                    <ShareWords share={ofFound} />
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Grid.Col>
      </Grid>
    </Section>
  );
}
