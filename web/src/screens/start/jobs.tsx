// Step 3: which posting a job's people go to, and when.
import { Button, Group, Modal, Select, Stack, Table, Text, VisuallyHidden } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useMay } from '../../api/session.ts';
import { jobsQuery, useChangeJob, type Job } from '../../api/start.ts';
import { Section } from '../../parts/section.tsx';
import { tell } from '../../parts/told.tsx';
import { texts } from '../../texts/en.ts';
import { PostingField, PostingName } from './posting-field.tsx';
import { start as words } from '../../texts/start.ts';

type Trigger = Job['trigger'];
const triggers = [
  'contact_found',
  'enrolled',
  'first_message',
  'reply',
  'interested_reply',
  'by_hand',
  'never',
] as const satisfies readonly Trigger[];

export function Jobs() {
  const jobs = useQuery(jobsQuery).data?.items ?? [];
  const [asked, setAsked] = useState<Job | null>(null);
  const mayChange = useMay('rules.write');
  return (
    <Section title={words.steps.jobs}>
      <Text size="sm" className="quiet">
        {jobs.length === 0 ? words.noJobs : words.jobsHelp}
      </Text>
      {jobs.length === 0 ? null : (
        <Table.ScrollContainer minWidth={560}>
          <Table>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{words.job}</Table.Th>
                <Table.Th>{words.posting}</Table.Th>
                <Table.Th>{words.trigger}</Table.Th>
                <Table.Th>
                  <VisuallyHidden>{words.change}</VisuallyHidden>
                </Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {jobs.map((job) => (
                <Table.Tr key={job.id}>
                  <Table.Td>
                    {job.name}
                    <Text size="xs" className="quiet">
                      {job.source}
                    </Text>
                  </Table.Td>
                  <Table.Td>
                    <PostingName id={job.postingId} />
                  </Table.Td>
                  <Table.Td>{words.triggers[job.trigger]}</Table.Td>
                  <Table.Td ta="right">
                    {mayChange ? (
                      <Button
                        variant="default"
                        aria-label={words.changeJob(job.name)}
                        onClick={() => setAsked(job)}
                      >
                        {words.change}
                      </Button>
                    ) : null}
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
      <Modal
        opened={asked !== null}
        onClose={() => setAsked(null)}
        title={asked === null ? '' : words.changeJob(asked.name)}
      >
        {asked === null ? null : <ChangeJob job={asked} onDone={() => setAsked(null)} />}
      </Modal>
    </Section>
  );
}

/** First how many people become due, then the change. */
function ChangeJob({ job, onDone }: { job: Job; onDone: () => void }) {
  const [posting, setPosting] = useState(job.postingId);
  const [trigger, setTrigger] = useState<Trigger>(job.trigger);
  const preview = useChangeJob(job.id);
  const save = useChangeJob(job.id);
  const found = preview.data;
  const wish = { postingId: posting.trim() === '' ? null : posting.trim(), trigger };
  const submit = (): void => {
    if (found === undefined) return preview.mutate({ ...wish, preview: true });
    const onSuccess = (): void => {
      tell(words.jobSaved);
      onDone();
    };
    save.mutate({ ...wish, preview: false }, { onSuccess });
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <Stack gap="sm">
        <PostingField
          value={posting}
          onChange={(next) => {
            setPosting(next);
            preview.reset();
          }}
        />
        <Select
          label={words.trigger}
          allowDeselect={false}
          value={trigger}
          data={triggers.map((value) => ({ value, label: words.triggers[value] }))}
          onChange={(next) => {
            const chosen = triggers.find((each) => each === next);
            if (chosen !== undefined) setTrigger(chosen);
            preview.reset();
          }}
        />
        {found === undefined ? null : <Text size="sm">{words.due(found.dueCount)}</Text>}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onDone}>
            {texts.cancel}
          </Button>
          <Button type="submit" loading={preview.isPending || save.isPending}>
            {found === undefined ? words.look : texts.save}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
