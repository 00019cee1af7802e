// What the numbers are about: a time, a job, a sourcer, a source. It stands in the address, so that a link shows the same.
import { Group, SegmentedControl, Select, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { breakdownQuery } from '../../api/insight.ts';
import { jobsQuery } from '../../api/start.ts';
import { insight as words } from '../../texts/insight.ts';
import type { InsightSearch } from './places.ts';
import { daysBefore, spanOf, spans } from './spans.ts';

export function Filters({ search }: { search: InsightSearch }) {
  const navigate = useNavigate();
  const jobs = useQuery(jobsQuery).data?.items ?? [];
  const time = { from: search.from, to: search.to };
  const sourcers = useQuery(breakdownQuery(time, 'sourcer')).data?.items ?? [];
  const sources = useQuery(breakdownQuery(time, 'source')).data?.items ?? [];
  const set = (change: { [Name in keyof InsightSearch]?: string | null }): void => {
    const next = Object.entries({ ...search, ...change }).filter(
      ([, value]) => value !== null && value !== undefined && value !== '',
    );
    void navigate({ to: '/insight', search: Object.fromEntries(next) as InsightSearch });
  };
  const now = new Date();
  const keysOf = (rows: typeof sourcers): string[] => rows.flatMap(({ key }) => key || []);
  return (
    <Group gap="sm" mb="md" align="flex-end" className="no-print">
      <SegmentedControl
        size="xs"
        aria-label={words.span}
        data={Object.entries(words.spans).map(([value, label]) => ({ value, label }))}
        value={spanOf(search, now) ?? ''}
        onChange={(value) => {
          const span = spans.find(({ name }) => name === value);
          if (span !== undefined) set({ from: daysBefore(now, span.days - 1), to: null });
        }}
      />
      {(['from', 'to'] as const).map((end) => (
        <TextInput
          key={end}
          size="xs"
          type="date"
          aria-label={words[end]}
          value={search[end] ?? (end === 'to' ? daysBefore(now, 0) : daysBefore(now, 83))}
          onChange={(event) => set({ [end]: event.currentTarget.value })}
        />
      ))}
      <Choice
        label={words.job}
        placeholder={words.anyJob}
        value={search.jobId}
        data={jobs.map(({ id, name }) => ({ value: id, label: name }))}
        onChange={(jobId) => set({ jobId })}
      />
      <Choice
        label={words.sourcer}
        placeholder={words.anySourcer}
        value={search.sourcer}
        data={keysOf(sourcers)}
        onChange={(sourcer) => set({ sourcer })}
      />
      <Choice
        label={words.source}
        placeholder={words.anySource}
        value={search.source}
        data={keysOf(sources)}
        onChange={(source) => set({ source })}
      />
    </Group>
  );
}

function Choice(props: {
  label: string;
  placeholder: string;
  value: string | undefined;
  data: readonly (string | { value: string; label: string })[];
  onChange: (value: string | null) => void;
}) {
  return (
    <Select
      size="xs"
      w={150}
      aria-label={props.label}
      placeholder={props.placeholder}
      clearable
      searchable
      data={props.data}
      value={props.value ?? null}
      onChange={props.onChange}
    />
  );
}
