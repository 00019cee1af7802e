// Live activity: what was decided and done last, newest first.
import { Group, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useMay } from '../../api/session.ts';
import { activityQuery } from '../../api/sync.ts';
import { Section } from '../../parts/section.tsx';
import { spaced } from '../../parts/value-words.ts';
import { When } from '../../parts/when.tsx';
import { texts } from '../../texts/en.ts';
import { sync as syncTexts } from '../../texts/sync.ts';

export function Activity() {
  const mayRead = useMay('audit.read');
  const { data } = useQuery({ ...activityQuery, enabled: mayRead });
  if (!mayRead || data === undefined) return null;
  return (
    <Section title={syncTexts.activity} empty={data.items.length === 0 ? texts.none : null}>
      <Stack gap={6}>
        {data.items.map((entry) => (
          <Group key={entry.seq} justify="space-between" wrap="nowrap" gap="sm">
            <Text size="sm" truncate>
              {spaced(entry.action)}{' '}
              <span className="quiet">{syncTexts.by(entry.actor.split(':')[0] ?? '')}</span>
            </Text>
            <Text size="xs" className="quiet" style={{ flexShrink: 0 }}>
              <When at={entry.at} />
            </Text>
          </Group>
        ))}
      </Stack>
    </Section>
  );
}
