// The versions of a sequence, and what differs between any two.
import { Badge, Group, Paper, Select, Skeleton, Stack, Table, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { colleaguesQuery } from '../../api/colleagues.ts';
import { versionDiffQuery, versionsQuery, type Sequence } from '../../api/sequences.ts';
import { Section } from '../../parts/section.tsx';
import { Trouble } from '../../parts/trouble.tsx';
import { spaced, valueWords } from '../../parts/value-words.ts';
import { When } from '../../parts/when.tsx';
import { texts } from '../../texts/en.ts';
import { sequences as words } from '../../texts/sequences.ts';

export function Versions({ sequence }: { sequence: Sequence }) {
  const list = useQuery(versionsQuery(sequence.id));
  const people = useQuery(colleaguesQuery).data?.items;
  if (list.error !== null) {
    return <Trouble error={list.error} onRetry={() => void list.refetch()} />;
  }
  if (list.data === undefined) return <Skeleton h={240} />;
  const { items } = list.data;
  const nameOf = (actor: string): string =>
    people?.find(({ id }) => actor === `user:${id}`)?.name ?? actor;
  return (
    <Stack gap="md">
      <Paper p={0}>
        <Table>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{words.version}</Table.Th>
              <Table.Th>{words.savedBy}</Table.Th>
              <Table.Th visibleFrom="xs">{words.saved}</Table.Th>
              <Table.Th>{words.publishedAt}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {items.map(({ version, createdBy, createdAt, publishedAt }) => (
              <Table.Tr key={version}>
                <Table.Td>
                  <Group gap="xs">
                    {version}
                    {version === sequence.version ? (
                      <Badge color="green">{words.isInForce}</Badge>
                    ) : null}
                    {publishedAt === null ? <Badge color="gray">{words.isDraft}</Badge> : null}
                  </Group>
                </Table.Td>
                <Table.Td>{nameOf(createdBy)}</Table.Td>
                <Table.Td visibleFrom="xs" className="quiet">
                  <When at={createdAt} />
                </Table.Td>
                <Table.Td className="quiet">
                  {publishedAt === null ? texts.none : <When at={publishedAt} />}
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Paper>
      <Compare sequence={sequence} versions={items.map(({ version }) => version)} />
    </Stack>
  );
}

function Compare({ sequence, versions }: { sequence: Sequence; versions: readonly number[] }) {
  const [newest = 1, second = newest] = versions;
  const [pair, setPair] = useState<{ from?: number; to?: number }>({});
  const inForce = sequence.version ?? second;
  const from = pair.from ?? (inForce === newest ? second : inForce);
  const to = pair.to ?? newest;
  const diff = useQuery({
    ...versionDiffQuery(sequence.id, { from, to }),
    enabled: versions.length > 1,
  });
  const options = versions.map(String);
  return (
    <Section title={words.compare} empty={versions.length < 2 ? words.oneVersion : null}>
      <Group gap="sm">
        <Select
          label={words.compareFrom}
          w={120}
          data={options}
          allowDeselect={false}
          value={String(from)}
          onChange={(value) => setPair({ ...pair, from: Number(value) })}
        />
        <Select
          label={words.compareTo}
          w={120}
          data={options}
          allowDeselect={false}
          value={String(to)}
          onChange={(value) => setPair({ ...pair, to: Number(value) })}
        />
      </Group>
      {diff.error === null ? null : <Trouble error={diff.error} />}
      {diff.data?.items.length === 0 ? (
        <Text size="sm" className="quiet">
          {words.nothingDiffers}
        </Text>
      ) : null}
      {diff.data === undefined || diff.data.items.length === 0 ? null : (
        <Differences items={diff.data.items} />
      )}
    </Section>
  );
}

function Differences(props: {
  items: readonly { field: string; before: unknown; after: unknown }[];
}) {
  return (
    <Stack gap="sm">
      {props.items.map(({ field, before, after }) => (
        <Stack key={field} gap={2}>
          <Text size="sm" fw={600}>
            {placeWords(field)}
          </Text>
          <Text size="sm" component="del" className="was">
            {valueWords(before)}
          </Text>
          <Text size="sm" component="ins" className="is-now">
            {valueWords(after)}
          </Text>
        </Stack>
      ))}
    </Stack>
  );
}

/** `steps.step-1.variants.a.text` becomes "Step 1, variant a, text". */
function placeWords(field: string): string {
  return spaced(
    field
      .split('.')
      .filter((part) => part !== 'steps')
      .map((part) => part.replace(/^variants$/u, 'variant'))
      .join(', ')
      .replace('variant, ', 'variant '),
  );
}
