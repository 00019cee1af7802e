// Where somebody stands in Lever.
import { Anchor, Badge, Button, Group, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconExternalLink } from '@tabler/icons-react';
import type { PersonWhole } from '../../api/people.ts';
import { useMay } from '../../api/session.ts';
import { Section } from '../../parts/section.tsx';
import { UndoWrites } from '../../parts/undo-writes.tsx';
import { When } from '../../parts/when.tsx';
import { texts } from '../../texts/en.ts';

type Record = PersonWhole['records'][number];

const words = texts.people;

export function LeverRecords({ person }: { person: PersonWhole }) {
  const { records } = person;
  const mayUndo = useMay('rules.write');
  const [isOpen, undo] = useDisclosure(false);
  const others = person.inLever.filter(({ opportunityId }) => {
    return records.every((record) => record.opportunityId !== opportunityId);
  });
  const isEmpty = records.length === 0 && others.length === 0;
  const hasOurs = records.some((record) => record.opportunityId !== null);
  const aside =
    hasOurs && mayUndo ? (
      <Button variant="default" onClick={undo.open}>
        {words.takeBack}
      </Button>
    ) : null;
  return (
    <Section title={words.lever} aside={aside} empty={isEmpty ? words.noLever : null}>
      <Stack gap="sm">
        {records.map((record) => (
          <RecordLine key={record.id} record={record} />
        ))}
        {others.map((other) => (
          <OtherLine key={other.opportunityId} other={other} />
        ))}
      </Stack>
      <UndoWrites scope={{ personId: person.id }} isOpen={isOpen} onClose={undo.close} />
    </Section>
  );
}

/** Somebody else's candidate whom a key of this person leads to. */
function OtherLine({ other }: { other: PersonWhole['inLever'][number] }) {
  const told = other.isConfidential
    ? [words.confidential]
    : [other.posting, other.stage, other.owner === null ? null : words.ownedBy(other.owner)];
  return (
    <Group justify="space-between" wrap="nowrap" align="flex-start">
      <Stack gap={0} miw={0}>
        <LeverLink opportunityId={other.opportunityId} />
        <Text size="xs" className="quiet">
          {told.filter((each) => each !== null).join(' · ')}
        </Text>
      </Stack>
      <Badge color="gray">{other.isArchived ? words.archived : words.alreadyThere}</Badge>
    </Group>
  );
}

function LeverLink({ opportunityId }: { opportunityId: string }) {
  return (
    <Anchor
      size="sm"
      href={`https://hire.lever.co/candidates/${encodeURIComponent(opportunityId)}`}
      target="_blank"
      rel="noreferrer noopener"
    >
      {words.openInLever} <IconExternalLink size={12} aria-hidden />
    </Anchor>
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
          <LeverLink opportunityId={opportunityId} />
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
