// One entry of the audit log; opened, its detail, the values of the person, and its hash.
import { Anchor, Button, Code, Group, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { readAuditEntry, type AuditEntry } from '../../api/audit.ts';
import { spaced } from '../../parts/value-words.ts';
import { When } from '../../parts/when.tsx';
import { audit as words } from '../../texts/audit.ts';
import { review as reviewTexts } from '../../texts/review.ts';
import { ActorName } from './actor-name.tsx';

export function AuditLine({ entry }: { entry: AuditEntry }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <Stack component="li" gap="xs" px="sm" py={8}>
      <Group justify="space-between" wrap="nowrap">
        <Stack gap={0} miw={0}>
          <Text size="sm" fw={500}>
            {spaced(entry.action)}
          </Text>
          <Text size="xs" className="quiet">
            <ActorName actor={entry.actor} /> · <When at={entry.at} />
            {entry.personId === null ? null : (
              <>
                {' · '}
                <Anchor
                  component={Link}
                  to={`/people/${entry.personId}`}
                  size="xs"
                  underline="always"
                >
                  {reviewTexts.person}
                </Anchor>
              </>
            )}
          </Text>
        </Stack>
        <Button
          variant="subtle"
          aria-expanded={isOpen}
          aria-label={`${isOpen ? words.hide : words.show}: ${words.entry(entry.seq)}`}
          onClick={() => setOpen(!isOpen)}
        >
          {isOpen ? words.hide : words.show}
        </Button>
      </Group>
      {isOpen ? <Whole entry={entry} /> : null}
    </Stack>
  );
}

function Whole({ entry }: { entry: AuditEntry }) {
  const { data } = useQuery({
    queryKey: ['audit-entry', entry.seq],
    queryFn: () => readAuditEntry(entry.seq),
    enabled: entry.hasPersonal,
  });
  return (
    <Stack gap="xs">
      <Text size="xs" className="quiet" style={{ overflowWrap: 'anywhere' }}>
        {words.entry(entry.seq)} · {words.about} {entry.subjectKind} {entry.subjectId} ·{' '}
        {words.hash} {entry.hash.slice(0, 16)}…
      </Text>
      <Code block tabIndex={0}>
        {JSON.stringify(entry.detail, null, 2)}
      </Code>
      {data?.isErased === true ? <Text size="sm">{words.personalErased}</Text> : null}
      {data?.personal === null || data?.personal === undefined ? null : (
        <Code block tabIndex={0} aria-label={words.personal}>
          {JSON.stringify(data.personal, null, 2)}
        </Code>
      )}
    </Stack>
  );
}
