// Before the start: what the columns mean, where the sheet comes from, and trying it.
import { Button, Group, List, Skeleton, Stack, Text, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import {
  importPreviewQuery,
  useMapImport,
  useMoveImport,
  useTryImport,
  type Import,
  type ImportPreview,
} from '../../api/imports.ts';
import { jobsQuery } from '../../api/start.ts';
import { Section } from '../../parts/section.tsx';
import { tell } from '../../parts/told.tsx';
import { Trouble } from '../../parts/trouble.tsx';
import { countWords } from '../../parts/number-words.ts';
import { importing as words } from '../../texts/import.ts';
import { Columns } from './columns.tsx';
import { Trial } from './trial.tsx';

export function Prepare({ shown }: { shown: Import }) {
  const { data: preview, error, refetch } = useQuery(importPreviewQuery(shown.id));
  const trying = useTryImport(shown.id);
  const move = useMoveImport(shown.id);
  if (error !== null) return <Trouble error={error} onRetry={() => void refetch()} />;
  if (preview === undefined) return <Skeleton h={360} />;
  const start = (): void => move.mutate('start', { onSuccess: () => tell(words.started) });
  const accepted = trying.data?.trial.isWhole === true ? trying.data.trial.accepted : null;
  return (
    <Stack gap="md">
      <Section
        title={words.columns}
        aside={
          <Text size="xs" className="quiet">
            {words.read(preview.encoding, countWords(preview.estimatedRowCount))}
          </Text>
        }
      >
        <Text size="sm" className="quiet">
          {words.columnsHelp}
        </Text>
        {preview.warnings.map((warning) => (
          <Text key={warning} size="sm" role="status">
            {warning}
          </Text>
        ))}
        <Columns id={shown.id} columns={preview.columns} onChanged={() => trying.reset()} />
        <Origin shown={shown} onChanged={() => trying.reset()} />
        <FirstRows rows={preview.rows} />
      </Section>
      {trying.data === undefined ? null : <Trial {...trying.data} />}
      {trying.error === null ? null : <Trouble error={trying.error} />}
      <Group justify="space-between">
        <Text size="sm" className="quiet" flex={1} miw={200}>
          {words.tryHelp}
        </Text>
        <Group gap="xs">
          <Button
            variant={trying.data === undefined ? 'filled' : 'default'}
            loading={trying.isPending}
            onClick={() => trying.mutate()}
          >
            {words.try}
          </Button>
          <Button
            variant={trying.data === undefined ? 'default' : 'filled'}
            loading={move.isPending}
            disabled={accepted === 0 && trying.data?.trial.duplicates === 0}
            onClick={start}
          >
            {accepted === null ? words.startPlain : words.start(countWords(accepted))}
          </Button>
        </Group>
      </Group>
    </Stack>
  );
}

/** Kept when the field is left, so nobody has to press anything. */
function Origin({ shown, onChanged }: { shown: Import; onChanged: () => void }) {
  const map = useMapImport(shown.id);
  const jobs = useQuery(jobsQuery).data?.items ?? [];
  const known = jobs.find((job) => job.id === shown.jobId)?.externalId ?? '';
  const [source, setSource] = useState(shown.source);
  const [job, setJob] = useState<string | null>(null);
  const keep = (): void => {
    const wishes = source.trim() === '' ? shown.source : source.trim();
    const externalId = (job ?? known).trim();
    if (wishes === shown.source && externalId === known) return;
    map.mutate({ source: wishes, job: externalId === '' ? null : { externalId } });
    onChanged();
  };
  return (
    <Group align="flex-start" grow preventGrowOverflow={false}>
      <TextInput
        label={words.from}
        description={words.fromHelp}
        miw={220}
        maxLength={100}
        value={source}
        onChange={(event) => setSource(event.currentTarget.value)}
        onBlur={keep}
      />
      <TextInput
        label={words.job}
        description={words.jobHelp}
        miw={220}
        maxLength={200}
        list="known-jobs"
        value={job ?? known}
        onChange={(event) => setJob(event.currentTarget.value)}
        onBlur={keep}
      />
      <datalist id="known-jobs">
        {jobs
          .filter((each) => each.source === source)
          .map((each) => (
            <option key={each.id} value={each.externalId}>
              {each.name}
            </option>
          ))}
      </datalist>
    </Group>
  );
}

function FirstRows({ rows }: { rows: ImportPreview['rows'] }) {
  const unfit = rows.flatMap((row) => (row.isFit ? [] : [row]));
  if (unfit.length === 0) {
    return rows.length === 0 ? null : (
      <Text size="sm" className="quiet">
        {words.fits(rows.length)}
      </Text>
    );
  }
  return (
    <List size="sm">
      {unfit.map((row) => (
        <List.Item key={row.number}>
          <b>{words.rowProblem(row.number)}</b> {row.message}
        </List.Item>
      ))}
    </List>
  );
}
