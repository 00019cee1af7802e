// Person by person: what a held run would do, and what a started one wrote.
import { Anchor, Badge, Group, Stack, Text } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { runItemsQuery, runWritesQuery, type DryRunItem } from '../../api/sync.ts';
import { MoreButton } from '../../parts/more-button.tsx';
import { Section } from '../../parts/section.tsx';
import { fieldWords, valueWords } from '../../parts/value-words.ts';
import { sync as words } from '../../texts/sync.ts';

export function RunItems({ id }: { id: string }) {
  const list = useInfiniteQuery(runItemsQuery(id));
  const items = list.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Section title={words.people}>
      <Stack gap="sm">
        {items.map((item, index) => (
          <DryItem key={`${item.personId ?? ''}${index}`} item={item} />
        ))}
        <MoreButton list={list} />
      </Stack>
    </Section>
  );
}

/** What a dry run says of one person. */
export function DryItem({ item }: { item: DryRunItem }) {
  return (
    <Stack gap={2}>
      <Group gap="xs">
        <Who personId={item.personId} name={item.personName ?? nameIn(item)} />
        {item.isNew ? <Badge>{words.makes}</Badge> : null}
      </Group>
      {item.outcomes.filter(isToldOf).map((outcome) => (
        <Change
          key={outcome.field + outcome.kind}
          field={outcome.field}
          before={outcome.before}
          after={outcome.after}
        />
      ))}
      {item.outcomes.some(isToldOf) ? null : (
        <Text size="sm" className="quiet">
          {item.because === '' ? words.figures.idleCount : item.because}
        </Text>
      )}
    </Stack>
  );
}

/** Whoever is not known yet is called what Lever would get. */
function nameIn({ outcomes }: DryRunItem): string | null {
  const name = outcomes.find((outcome) => outcome.field === 'contact.name')?.after;
  return typeof name === 'string' ? name : null;
}

/** What stays as it is needs no line. */
export function isToldOf({ kind }: { kind: string }): boolean {
  return kind !== 'skip';
}

export function RunWrites({ id }: { id: string }) {
  const list = useInfiniteQuery(runWritesQuery(id));
  const writes = list.data?.pages.flatMap((page) => page.items) ?? [];
  const isEmpty = list.isSuccess && writes.length === 0;
  return (
    <Section title={words.written} empty={isEmpty ? words.nothingWritten : null}>
      <Stack gap="sm">
        {writes.map((written) => (
          <Stack key={written.id} gap={2}>
            <Group gap="xs">
              <Who personId={written.personId} name={written.personName} />
              {written.undoneAt === null ? null : <Badge color="gray">{words.undone}</Badge>}
            </Group>
            <Change field={written.field} before={written.before} after={written.after} />
          </Stack>
        ))}
        <MoreButton list={list} />
      </Stack>
    </Section>
  );
}

export function Who({
  personId,
  name,
}: {
  personId: string | null;
  name: string | null;
}): ReactNode {
  const shown = name ?? words.unnamed;
  if (personId === null) return <Text size="sm">{shown}</Text>;
  return (
    <Anchor component={Link} to={`/people/${personId}`} size="sm" fw={600}>
      {shown}
    </Anchor>
  );
}

function Change(props: { field: string; before: unknown; after: unknown }) {
  return (
    <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
      <span className="quiet">{fieldWords(props.field)}: </span>
      <del className="quiet">{valueWords(props.before)}</del> → {valueWords(props.after)}
    </Text>
  );
}
