// Every version of the rules: who made it and when, what it changed, and putting it back.
import { Badge, Button, Group, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useChangeRules, type RuleKind, type RuleVersion } from '../../../api/rules.ts';
import { useMay } from '../../../api/session.ts';
import { MoreButton } from '../../../parts/more-button.tsx';
import { Section } from '../../../parts/section.tsx';
import { tell } from '../../../parts/told.tsx';
import { When } from '../../../parts/when.tsx';
import { settings as words } from '../../../texts/settings.ts';
import { ActorName } from '../actor-name.tsx';
import { DifferenceList } from './difference-list.tsx';

interface Props {
  kind: RuleKind;
  current: RuleVersion;
  versions: readonly RuleVersion[];
  list: { hasNextPage: boolean; isFetchingNextPage: boolean; fetchNextPage: () => unknown };
}

export function History({ kind, current, versions, list }: Props) {
  return (
    <Section title={words.history} empty={versions.length === 0 ? words.noHistory : null}>
      <Stack gap="sm" component="ol" className="lines">
        {versions.map((version, index) => (
          <VersionLine
            key={version.version}
            kind={kind}
            version={version}
            before={versions[index + 1] ?? null}
            current={current}
          />
        ))}
      </Stack>
      <MoreButton list={list} />
    </Section>
  );
}

interface LineProps {
  kind: RuleKind;
  version: RuleVersion;
  /** The one before it, where it is on the page. */
  before: RuleVersion | null;
  current: RuleVersion;
}

function VersionLine({ kind, version, before, current }: LineProps) {
  const [isOpen, setOpen] = useState(false);
  const restore = useChangeRules(kind);
  const mayChange = useMay('rules.write');
  const isCurrent = version.version === current.version;
  const goBack = (): void => {
    // What the server keeps is an object; it checks it again.
    const body = version.body as object;
    restore.mutate(
      { body, basedOn: current.version },
      { onSuccess: () => tell(words.restored(version.version)) },
    );
  };
  return (
    <Stack gap="xs" component="li" py={6}>
      <Group justify="space-between">
        <Group gap="xs">
          <Text size="sm" fw={600}>
            {words.version(version.version)}
          </Text>
          {isCurrent ? <Badge color="green">{words.inForce}</Badge> : null}
          <Text size="sm" className="quiet">
            {version.createdAt === null ? null : <When at={version.createdAt} />}{' '}
            {version.createdBy === null ? null : <ActorName actor={version.createdBy} />}
          </Text>
        </Group>
        <Group gap="xs">
          <Button variant="subtle" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
            {isOpen ? words.hide : words.compare}
          </Button>
          {isCurrent || !mayChange ? null : (
            <Button variant="default" loading={restore.isPending} onClick={goBack}>
              {words.restore}
            </Button>
          )}
        </Group>
      </Group>
      {restore.error === null ? null : (
        <Text size="sm" role="alert">
          {restore.error.message}
        </Text>
      )}
      {isOpen ? <DifferenceList before={before?.body ?? {}} after={version.body} /> : null}
    </Stack>
  );
}
