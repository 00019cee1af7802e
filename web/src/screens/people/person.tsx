// One person: who they are, how to reach them, where they stand in Lever, what happened, and why it is one person.
import { Badge, Grid, Group, Skeleton, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { personQuery, valueOf, type PersonWhole } from '../../api/people.ts';
import { Problem } from '../../api/request.ts';
import { Empty } from '../../parts/empty.tsx';
import { Page } from '../../parts/page.tsx';
import { Section } from '../../parts/section.tsx';
import { Trouble } from '../../parts/trouble.tsx';
import { texts } from '../../texts/en.ts';
import { Contacts } from './contacts.tsx';
import { Decisions } from './decisions.tsx';
import { Fields } from './fields.tsx';
import { LeverRecords } from './lever-records.tsx';
import { Outreach } from './outreach.tsx';
import { Privacy } from './privacy.tsx';
import { Timeline } from './timeline.tsx';

const words = texts.people;

export function Person() {
  const { id } = useParams({ from: '/shell/people/$id' });
  const { data: person, error, refetch } = useQuery(personQuery(id));
  if (error instanceof Problem && error.status === 404) {
    return <Empty title={words.goneTitle} help={words.goneHelp} />;
  }
  if (error !== null) return <Trouble error={error} onRetry={() => void refetch()} />;
  if (person === undefined) return <Skeleton h={480} maw={1280} mx="auto" />;
  return (
    <Page
      title={valueOf(person.canonical, 'name') ?? words.unnamed}
      actions={<Marks {...person} />}
    >
      <Stack gap="md">
        <Headline person={person} />
        <Grid gap="md">
          <Grid.Col span={{ base: 12, md: 5 }}>
            <Stack gap="md">
              <Contacts points={person.contactPoints} />
              <LeverRecords person={person} />
              <Outreach person={person} />
              <Known person={person} />
              <Privacy personId={person.id} isErased={person.isErased} />
            </Stack>
          </Grid.Col>
          <Grid.Col span={{ base: 12, md: 7 }}>
            <Stack gap="md">
              <Fields personId={person.id} />
              <Timeline person={person} />
              <Decisions decisions={person.decisions} />
            </Stack>
          </Grid.Col>
        </Grid>
      </Stack>
    </Page>
  );
}

function Marks({ isErased, holds }: PersonWhole) {
  const inForce = holds.filter((hold) => hold.liftedAt === null);
  const isStopped = inForce.some((hold) => hold.effect === 'stop');
  return (
    <Group gap="xs">
      {isErased ? <Badge color="gray">{words.erased}</Badge> : null}
      {inForce.length === 0 ? null : (
        <Badge color={isStopped ? 'red' : 'orange'}>{isStopped ? words.stopped : words.held}</Badge>
      )}
    </Group>
  );
}

function Headline({ person: { canonical } }: { person: PersonWhole }) {
  const parts = ['title', 'employer', 'location'].map((field) => valueOf(canonical, field));
  const line = parts.filter((part) => part !== null).join(' · ');
  return line === '' ? null : <Text className="quiet">{line}</Text>;
}

function Known({ person: { canonical } }: { person: PersonWhole }) {
  const skills = listOf(canonical, 'skills');
  const sources = listOf(canonical, 'sources');
  if (skills.length === 0 && sources.length === 0) return null;
  return (
    <Section title={words.skills}>
      <Group gap={6}>
        {skills.map((skill) => (
          <Badge key={skill} color="gray">
            {skill}
          </Badge>
        ))}
      </Group>
      {sources.length === 0 ? null : (
        <Text size="sm" className="quiet">
          {words.sources} {sources.join(', ')}
        </Text>
      )}
    </Section>
  );
}

function listOf(canonical: PersonWhole['canonical'], field: string): string[] {
  const found = canonical[field];
  return Array.isArray(found) ? found.filter((each) => typeof each === 'string') : [];
}
