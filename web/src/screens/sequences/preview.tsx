// The sequence as chosen people would get it: their words, address, checks and times, by the code that sends.
import { Alert, Box, Grid, Select, Skeleton, Stack, Tabs, Text } from '@mantine/core';
import { useQueries, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { mailboxesQuery } from '../../api/mailboxes.ts';
import { previewQuery, type Preview as Previewed, type SequenceBody } from '../../api/sequences.ts';
import { jobsQuery } from '../../api/start.ts';
import { ChoosePeople, type Chosen } from '../../parts/choose-people.tsx';
import { Section } from '../../parts/section.tsx';
import { sequences as words } from '../../texts/sequences.ts';
import { PreviewedSteps } from './previewed-step.tsx';
import { SendCalendar } from './send-calendar.tsx';

const peopleMax = 3;

interface Wish {
  mailboxId: string | null;
  jobId: string | null;
}

export function Preview({ sequenceId, body }: { sequenceId: string; body: SequenceBody }) {
  const [people, setPeople] = useState<Chosen[]>([]);
  const [wish, setWish] = useState<Wish>({ mailboxId: null, jobId: null });
  const [shown, setShown] = useState<string | null>(null);
  const mailboxes = useQuery(mailboxesQuery).data?.items.filter(({ state }) => state !== 'off');
  const mailboxId = wish.mailboxId ?? mailboxes?.[0]?.id ?? null;
  const { jobId } = wish;
  const previews = useQueries({
    queries: people.map(({ id }) =>
      previewQuery(sequenceId, { body }, { personId: id, mailboxId, jobId }),
    ),
  });
  const at = Math.max(
    0,
    people.findIndex(({ id }) => id === shown),
  );
  const error = previews.find((each) => each.error !== null)?.error ?? null;
  const known = people.flatMap((person, index) => {
    const preview = previews[index]?.data;
    return preview === undefined ? [] : [{ person, preview }];
  });
  return (
    <Box pos="sticky" top={64}>
      <Stack gap="sm" mah={{ lg: 'calc(100vh - 80px)' }} style={{ overflowY: 'auto' }}>
        <Section title={words.preview}>
          <ChoosePeople
            label={words.choosePeople}
            help={words.choosePeopleHelp}
            most={peopleMax}
            chosen={people}
            onChange={setPeople}
          />
          <WishFields wish={{ mailboxId, jobId }} onChange={setWish} />
          {people.length === 0 ? (
            <Text size="sm" className="quiet">
              {words.previewHelp}
            </Text>
          ) : null}
          {error === null ? null : (
            <Alert color="red" role="alert">
              {error.message}
            </Alert>
          )}
          {people.length < 2 ? null : (
            <Tabs value={people[at]?.id ?? null} onChange={setShown}>
              <Tabs.List>
                {people.map(({ id, name }) => (
                  <Tabs.Tab key={id} value={id}>
                    {name}
                  </Tabs.Tab>
                ))}
              </Tabs.List>
            </Tabs>
          )}
          <Shown
            sequenceId={sequenceId}
            person={people[at]}
            preview={previews[at]?.data}
            wish={{ mailboxId, jobId }}
          />
        </Section>
        {known.length === 0 ? null : <SendCalendar shown={known} />}
      </Stack>
    </Box>
  );
}

function Shown(props: {
  sequenceId: string;
  person: Chosen | undefined;
  preview: Previewed | undefined;
  wish: Wish;
}) {
  const { sequenceId, person, preview, wish } = props;
  if (person === undefined) return null;
  if (preview === undefined) return <Skeleton h={160} />;
  return (
    <PreviewedSteps
      sequenceId={sequenceId}
      preview={preview}
      as={{ ...wish, personId: person.id }}
    />
  );
}

/** Whose mailbox, and for which job: both change the words. */
export function WishFields({ wish, onChange }: { wish: Wish; onChange: (wish: Wish) => void }) {
  const mailboxes = useQuery(mailboxesQuery).data?.items.filter(({ state }) => state !== 'off');
  const jobs = useQuery(jobsQuery).data?.items;
  return (
    <Grid gap="sm">
      <Grid.Col span={{ base: 12, xs: 6 }}>
        <Select
          label={words.mailbox}
          placeholder={words.noMailbox}
          data={(mailboxes ?? []).map(({ id, address }) => ({ value: id, label: address }))}
          value={wish.mailboxId}
          onChange={(mailboxId) => onChange({ ...wish, mailboxId })}
        />
      </Grid.Col>
      <Grid.Col span={{ base: 12, xs: 6 }}>
        <Select
          label={words.job}
          placeholder={words.noJob}
          clearable
          searchable
          data={(jobs ?? []).map(({ id, name }) => ({ value: id, label: name }))}
          value={wish.jobId}
          onChange={(jobId) => onChange({ ...wish, jobId })}
        />
      </Grid.Col>
    </Grid>
  );
}
