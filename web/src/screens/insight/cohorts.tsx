// Groups of people, and how far each group has come: darker where more of them did.
import { ScrollArea, Table, Text } from '@mantine/core';
import type { BreakdownRow, KpiFilter } from '../../api/insight.ts';
import { countWords, percentWords, spanWords } from '../../parts/number-words.ts';
import { texts } from '../../texts/en.ts';
import { insight as words } from '../../texts/insight.ts';
import { Opens } from './behind.tsx';

const steps = ['contacted', 'replied', 'interested', 'interview', 'offer', 'hired'] as const;
const heatMost = 45;

export function Cohorts(props: {
  label: string;
  rows: readonly BreakdownRow[];
  /** Null where no filter chooses the row. */
  filterOf: (row: BreakdownRow) => KpiFilter | null;
}) {
  const { label, rows, filterOf } = props;
  return (
    <ScrollArea>
      <Table>
        <Table.Thead>
          <Table.Tr>
            <Table.Th pl={0}>{label}</Table.Th>
            <Table.Th ta="right">{words.steps.found}</Table.Th>
            {steps.map((step) => (
              <Table.Th key={step} ta="right">
                {words.steps[step]}
              </Table.Th>
            ))}
            <Table.Th ta="right">{words.firstContact}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map((row) => (
            <Row key={row.key} row={row} filter={filterOf(row)} />
          ))}
        </Table.Tbody>
      </Table>
    </ScrollArea>
  );
}

function Row({ row, filter }: { row: BreakdownRow; filter: KpiFilter | null }) {
  const name = row.name === '' ? words.notTold : row.name;
  const found = row.funnel.find(({ step }) => step === 'found')?.people ?? 0;
  return (
    <Table.Tr>
      <Table.Td pl={0} style={{ whiteSpace: 'nowrap' }}>
        {name}
      </Table.Td>
      <Table.Td ta="right">
        <Figure name={`${name}, ${words.steps.found}`} kpi="found" filter={filter}>
          {countWords(found)}
        </Figure>
      </Table.Td>
      {steps.map((step) => {
        const cell = row.funnel.find((each) => each.step === step);
        const share = cell?.ofFound.value ?? 0;
        return (
          <Table.Td
            key={step}
            ta="right"
            className="heat"
            style={{ '--heat': `${Math.round(share * heatMost)}%` }}
          >
            {cell === undefined || cell.people === 0 ? (
              <span className="quiet">{texts.none}</span>
            ) : (
              <Figure name={`${name}, ${words.steps[step]}`} kpi={step} filter={filter}>
                {percentWords(share)}{' '}
                <Text component="span" size="xs">
                  {countWords(cell.people)}
                </Text>
              </Figure>
            )}
          </Table.Td>
        );
      })}
      <Table.Td ta="right" style={{ whiteSpace: 'nowrap' }}>
        {row.firstContact.medianSeconds === null
          ? texts.none
          : spanWords(row.firstContact.medianSeconds)}
      </Table.Td>
    </Table.Tr>
  );
}

function Figure(props: {
  name: string;
  kpi: (typeof steps)[number] | 'found';
  filter: KpiFilter | null;
  children: React.ReactNode;
}) {
  const { name, kpi, filter, children } = props;
  if (filter === null) return <span>{children}</span>;
  return (
    <Opens name={name} filter={filter} behind={{ kpi }}>
      {children}
    </Opens>
  );
}
