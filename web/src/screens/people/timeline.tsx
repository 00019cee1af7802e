// What happened with somebody, newest first, from every source.
import { Badge, Group, Stack, Text } from '@mantine/core';
import type { PersonWhole } from '../../api/people.ts';
import { Section } from '../../parts/section.tsx';
import { When } from '../../parts/when.tsx';
import { texts } from '../../texts/en.ts';

const words = texts.people;

interface Moment {
  key: string;
  at: string;
  what: string;
  about: string;
  channel: string | null;
}

export function Timeline({ person }: { person: PersonWhole }) {
  const moments = momentsOf(person);
  return (
    <Section title={words.timeline} empty={moments.length === 0 ? words.noTimeline : null}>
      <Stack gap="xs" component="ol" m={0} p={0} style={{ listStyle: 'none' }}>
        {moments.map((moment) => (
          <Group key={moment.key} component="li" wrap="nowrap" gap="sm" align="baseline">
            <Text size="xs" className="quiet" w={84} style={{ flexShrink: 0 }}>
              <When at={moment.at} />
            </Text>
            <Text size="sm" style={{ flexGrow: 1 }}>
              {moment.what}
              {moment.about === '' ? null : <span className="quiet"> · {moment.about}</span>}
            </Text>
            {moment.channel === null ? null : <Badge color="gray">{moment.channel}</Badge>}
          </Group>
        ))}
      </Stack>
    </Section>
  );
}

function momentsOf(person: PersonWhole): Moment[] {
  const touches = person.touches.map((touch) => ({
    key: touch.id,
    at: touch.occurredAt,
    what: sentence(touch.kind),
    about: [touch.sequence, touch.step === null ? '' : `step ${touch.step}`]
      .filter((part) => part !== '')
      .join(', '),
    channel: touch.channel,
  }));
  const found = person.profiles.map((profile) => ({
    key: profile.id,
    at: profile.foundAt,
    what: words.found(profile.source),
    about: '',
    channel: null,
  }));
  return [...touches, ...found].sort((one, other) => other.at.localeCompare(one.at));
}

function sentence(kind: string): string {
  const text = kind.replaceAll('_', ' ');
  return text.charAt(0).toUpperCase() + text.slice(1);
}
