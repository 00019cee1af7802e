// The field mapping: rules in a table, edited one by one, tried on the people who are here while one types.
import { Badge, Button, Group, Select, Skeleton, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { mappingOfQuery, useChangeMapping, type MappingInForce } from '../../../api/mapping.ts';
import { Problem } from '../../../api/request.ts';
import { useMay } from '../../../api/session.ts';
import { jobsQuery } from '../../../api/start.ts';
import { Section } from '../../../parts/section.tsx';
import { tell } from '../../../parts/told.tsx';
import { Trouble } from '../../../parts/trouble.tsx';
import { mapping as words } from '../../../texts/mapping.ts';
import { settings } from '../../../texts/settings.ts';
import { texts } from '../../../texts/en.ts';
import { Overtaken } from '../rules/overtaken.tsx';
import type { MappingBody } from './mapping-body.ts';
import { MappingFiles } from './mapping-files.tsx';
import { MappingHistory } from './mapping-history.tsx';
import { MappingPreview } from './mapping-preview.tsx';
import { RuleTable } from './rule-table.tsx';

const whole = '';

export function MappingEditor() {
  const [jobId, setJobId] = useState<string | null>(null);
  const jobs = useQuery(jobsQuery).data?.items ?? [];
  const { data, error, refetch } = useQuery(mappingOfQuery(jobId));
  const choices = [
    { value: whole, label: words.wholeWorkspace },
    ...jobs.map((job) => ({ value: job.id, label: job.name })),
  ];
  return (
    <Stack gap="md">
      <Select
        label={words.scope}
        maw={420}
        searchable
        allowDeselect={false}
        value={jobId ?? whole}
        data={choices}
        onChange={(next) => setJobId(next === null || next === whole ? null : next)}
      />
      {error === null ? null : <Trouble error={error} onRetry={() => void refetch()} />}
      {data === undefined ? (
        <Skeleton h={320} />
      ) : (
        <Editor key={jobId} jobId={jobId} inForce={data} />
      )}
      <MappingHistory key={`history ${jobId ?? whole}`} jobId={jobId} />
    </Stack>
  );
}

interface EditorProps {
  jobId: string | null;
  inForce: MappingInForce;
}

function Editor({ jobId, inForce }: EditorProps) {
  // A job without a mapping of its own shows the workspace's; its first own version follows none.
  const isInherited = jobId !== null && inForce.kind !== `mapping:${jobId}`;
  const version = isInherited ? 0 : inForce.version;
  const kept = inForce.body as MappingBody;
  const [draft, setDraft] = useState<{ body: MappingBody; basedOn: number } | null>(null);
  const save = useChangeMapping(jobId);
  const mayChange = useMay('rules.write');
  const body = draft?.body ?? kept;
  const reset = (): void => {
    setDraft(null);
    save.reset();
  };
  const keep = (basedOn: number): void =>
    save.mutate(
      { mapping: body, basedOn },
      {
        onSuccess({ state }) {
          tell(state === 'held' ? words.held : words.saved);
          reset();
        },
      },
    );
  const change = (next: MappingBody): void =>
    setDraft({ body: next, basedOn: draft?.basedOn ?? version });
  const isOvertaken = save.error instanceof Problem && save.error.status === 409;
  return (
    <Section
      title={settings.tabs.mapping}
      aside={
        <Badge color={draft === null ? 'gray' : 'orange'}>
          {draft === null ? nameOf(inForce.version) : settings.unsaved}
        </Badge>
      }
    >
      <Text size="sm" className="quiet">
        {words.help} {mayChange ? '' : settings.readOnly}
      </Text>
      {isInherited ? <Text size="sm">{words.inherits}</Text> : null}
      <RuleTable body={body} isLocked={!mayChange} onChange={change} />
      <MappingFiles body={body} isLocked={!mayChange} onChange={change} />
      {isOvertaken && draft !== null ? (
        <Overtaken
          message={save.error?.message ?? ''}
          theirs={kept}
          mine={draft.body}
          onTakeTheirs={reset}
          onKeepMine={() => keep(version)}
        />
      ) : null}
      {save.error === null || isOvertaken ? null : <Trouble error={save.error} />}
      <MappingPreview jobId={jobId} body={draft?.body ?? null} />
      {draft === null || isOvertaken ? null : (
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={reset}>
            {settings.discard}
          </Button>
          <Button loading={save.isPending} onClick={() => keep(draft.basedOn)}>
            {texts.save}
          </Button>
        </Group>
      )}
    </Section>
  );
}

function nameOf(version: number): string {
  return version === 0 ? settings.ships : settings.version(version);
}
