// What the message was taken for over time, and what else the person wrote.
import { Group, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { fromPersonQuery, type ReceivedWhole } from '../../api/inbox.ts';
import { Section } from '../../parts/section.tsx';
import { spaced } from '../../parts/value-words.ts';
import { When } from '../../parts/when.tsx';
import { inbox as words } from '../../texts/inbox.ts';

export function History({ whole: { item, labels } }: { whole: ReceivedWhole }) {
  const personId = item.personId ?? '';
  const others = useQuery({ ...fromPersonQuery(personId), enabled: personId !== '' });
  const earlier = (others.data?.items ?? []).filter(({ id }) => id !== item.id);
  return (
    <>
      {earlier.length === 0 ? null : (
        <Section title={words.before}>
          <Stack gap="xs">
            {earlier.map((each) => (
              <Stack key={each.id} gap={0}>
                <Text size="xs" className="quiet">
                  {words.kindNames[each.kind]} · <When at={each.receivedAt} />
                </Text>
                <Text size="sm">{each.excerpt ?? words.erased}</Text>
              </Stack>
            ))}
          </Stack>
        </Section>
      )}
      {labels.length < 2 ? null : (
        <Section title={words.history}>
          <Stack gap={4}>
            {labels.map((label, index) => (
              <Group key={index} gap="xs">
                <Text size="sm">
                  {spaced(label.kind)}
                  {label.intent === null ? '' : `, ${spaced(label.intent).toLowerCase()}`}
                </Text>
                <Text size="xs" className="quiet">
                  {label.because} · <When at={label.labelledAt} />
                </Text>
              </Group>
            ))}
          </Stack>
        </Section>
      )}
    </>
  );
}
