// Every version of the mapping: who made it, what it changed, and putting it back in force.
import { Badge, Button, Group, Stack, Text } from '@mantine/core';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import {
  mappingDiffQuery,
  mappingVersionsQuery,
  useRestoreMapping,
  type MappingVersion,
} from '../../../api/mapping.ts';
import { useMay } from '../../../api/session.ts';
import { MoreButton } from '../../../parts/more-button.tsx';
import { Section } from '../../../parts/section.tsx';
import { tell } from '../../../parts/told.tsx';
import { fieldWords } from '../../../parts/value-words.ts';
import { When } from '../../../parts/when.tsx';
import { mapping as words } from '../../../texts/mapping.ts';
import { settings } from '../../../texts/settings.ts';
import { ActorName } from '../actor-name.tsx';
import { DifferenceList } from '../rules/difference-list.tsx';

export function MappingHistory({ jobId }: { jobId: string | null }) {
  const list = useInfiniteQuery(mappingVersionsQuery(jobId));
  const versions = list.data?.pages.flatMap((page) => page.items) ?? [];
  if (!list.isSuccess) return null;
  return (
    <Section title={words.history} empty={versions.length === 0 ? settings.noHistory : null}>
      <Stack gap="sm" component="ol" className="lines">
        {versions.map((version, index) => (
          <VersionLine
            key={version.version}
            jobId={jobId}
            version={version}
            isCurrent={index === 0}
          />
        ))}
      </Stack>
      <MoreButton list={list} />
    </Section>
  );
}

interface LineProps {
  jobId: string | null;
  version: MappingVersion;
  isCurrent: boolean;
}

function VersionLine({ jobId, version, isCurrent }: LineProps) {
  const [isOpen, setOpen] = useState(false);
  const restore = useRestoreMapping(jobId);
  const mayChange = useMay('rules.write');
  const hasBefore = version.version > 1;
  return (
    <Stack gap="xs" component="li" py={6}>
      <Group justify="space-between">
        <Group gap="xs">
          <Text size="sm" fw={600}>
            {settings.version(version.version)}
          </Text>
          {isCurrent ? <Badge color="green">{settings.inForce}</Badge> : null}
          <Text size="sm" className="quiet">
            <When at={version.createdAt} /> <ActorName actor={version.createdBy} /> ·{' '}
            {words.rules(version.ruleCount)}
          </Text>
        </Group>
        <Group gap="xs">
          {hasBefore ? (
            <Button variant="subtle" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
              {isOpen ? settings.hide : settings.compare}
            </Button>
          ) : null}
          {isCurrent || !mayChange ? null : (
            <Button
              variant="default"
              loading={restore.isPending}
              onClick={() =>
                restore.mutate(version.version, {
                  onSuccess: ({ state }) =>
                    tell(state === 'held' ? words.held : settings.restored(version.version)),
                })
              }
            >
              {settings.restore}
            </Button>
          )}
        </Group>
      </Group>
      {isOpen ? <Changes jobId={jobId} version={version.version} /> : null}
    </Stack>
  );
}

function Changes({ jobId, version }: { jobId: string | null; version: number }) {
  const { data } = useQuery(mappingDiffQuery({ jobId, from: version - 1, to: version }));
  return (
    <Stack gap="xs">
      {data?.differences.map(({ change, subject, before, after }) => (
        <Stack key={subject} gap={2}>
          <Text size="sm">
            <b>{fieldWords(subject)}</b> {words.changes[change]}
          </Text>
          {change === 'changed' ? <DifferenceList before={before} after={after} /> : null}
        </Stack>
      ))}
    </Stack>
  );
}
