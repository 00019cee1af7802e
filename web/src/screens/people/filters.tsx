// What narrows the list: the job, where they stand in Lever, whether they are there at all, whether outreach is held.
import { Button, Checkbox, Group, Select } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { jobsQuery } from '../../api/start.ts';
import { texts } from '../../texts/en.ts';
import { outcomeStatuses } from '../../texts/settings-words.ts';
import { readPeopleSearch, type PeopleSearch } from './people-search.ts';

const words = texts.people;

interface Props {
  search: PeopleSearch;
  onChange: (search: PeopleSearch) => void;
}

export function Filters({ search, onChange }: Props) {
  const jobs = useQuery(jobsQuery).data?.items ?? [];
  const put = (name: keyof PeopleSearch, value: string | null): void =>
    onChange(readPeopleSearch({ ...search, [name]: value }));
  const { q: _, ...filter } = search;
  return (
    <Group gap="xs">
      <Select
        aria-label={words.job}
        placeholder={words.anyJob}
        w={{ base: '100%', xs: 190 }}
        clearable
        searchable
        data={jobs.map((job) => ({ value: job.id, label: job.name }))}
        value={search.jobId ?? null}
        onChange={(value) => put('jobId', value)}
      />
      <Select
        aria-label={words.status}
        placeholder={words.anyStatus}
        w={{ base: '100%', xs: 170 }}
        clearable
        data={Object.entries(outcomeStatuses).map(([value, label]) => ({ value, label }))}
        value={search.status ?? null}
        onChange={(value) => put('status', value)}
      />
      <Select
        aria-label={words.lever}
        placeholder={words.inLeverOrNot}
        w={{ base: '100%', xs: 170 }}
        clearable
        data={[
          { value: 'true', label: words.isInLever },
          { value: 'false', label: words.isNotInLever },
        ]}
        value={search.inLever ?? null}
        onChange={(value) => put('inLever', value)}
      />
      <Checkbox
        label={words.held}
        checked={search.held === 'true'}
        onChange={(event) => put('held', event.currentTarget.checked ? 'true' : null)}
      />
      {Object.keys(filter).length === 0 ? null : (
        <Button
          variant="subtle"
          onClick={() => onChange(search.q === undefined ? {} : { q: search.q })}
        >
          {words.clearFilters}
        </Button>
      )}
    </Group>
  );
}
