// Where somebody stands in Lever.
import { Anchor, Badge, Group, Stack, Text } from '@mantine/core';
import { IconExternalLink } from '@tabler/icons-react';
import type { PersonWhole } from '../../api/people.ts';
import { Section } from '../../parts/section.tsx';
import { When } from '../../parts/when.tsx';
import { texts } from '../../texts/en.ts';

type Record = PersonWhole['records'][number];

const words = texts.people;

export function LeverRecords({ person }: { person: PersonWhole }) {
  const { records } = person;
  return (
    <Section title={words.lever} empty={records.length === 0 ? words.noLever : null}>
      <Stack gap="sm">
        {records.map((record) => (
          <RecordLine key={record.id} record={record} />
        ))}
      </Stack>
    </Section>
  );
}

function RecordLine({ record }: { record: Record }) {
  const { opportunityId, status, statusAt, gone, isOurs } = record;
  return (
    <Group justify="space-between" wrap="nowrap" align="flex-start">
      <Stack gap={0} miw={0}>
        {opportunityId === null ? (
          <Text size="sm">{words.waitsForLever}</Text>
        ) : (
          <Anchor
            size="sm"
            href={`https://hire.lever.co/candidates/${encodeURIComponent(opportunityId)}`}
            target="_blank"
            rel="noreferrer noopener"
          >
            {words.openInLever} <IconExternalLink size={12} aria-hidden />
          </Anchor>
        )}
        <Text size="xs" className="quiet">
          {isOurs ? words.ours : words.theirs}
          {statusAt === null ? null : (
            <>
              {' · '}
              <When at={statusAt} />
            </>
          )}
        </Text>
      </Stack>
      {gone !== null ? (
        <Badge color="red">{words.gone[gone]}</Badge>
      ) : status === null ? null : (
        <Badge>{status}</Badge>
      )}
    </Group>
  );
}
