// Writing many to Lever by hand, for one job: what it would come to is shown before, and the brake holds what is large.
import { Button, Group, Modal, Select, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useSendByHand, useTryByHand } from '../../api/bulk.ts';
import { jobsQuery } from '../../api/start.ts';
import type { Chosen } from '../../parts/choose-people.tsx';
import { countWords } from '../../parts/number-words.ts';
import { tell } from '../../parts/told.tsx';
import { Trouble } from '../../parts/trouble.tsx';
import { texts } from '../../texts/en.ts';
import { start as startTexts } from '../../texts/start.ts';
import { DryItem } from '../sync/run-people.tsx';

const words = texts.people;
const peopleShown = 10;

interface Props {
  chosen: readonly Chosen[];
  isOpen: boolean;
  onClose: () => void;
  onDone: () => void;
}

export function BulkSend(props: Props) {
  return (
    <Modal opened={props.isOpen} onClose={props.onClose} title={words.bulkSend} size="lg">
      <Form {...props} />
    </Modal>
  );
}

function Form({ chosen, onClose, onDone }: Props) {
  const jobs = useQuery(jobsQuery).data?.items ?? [];
  const [jobId, setJobId] = useState<string | null>(null);
  const trying = useTryByHand();
  const send = useSendByHand();
  const found = trying.data;
  const submit = (): void => {
    if (jobId === null) return;
    const wish = { jobId, personIds: chosen.map(({ id }) => id) };
    if (found === undefined) return trying.mutate(wish);
    send.mutate(wish, {
      onSuccess({ state }) {
        tell(state === 'held' ? startTexts.mappingHeld : words.sendStarted);
        onDone();
      },
    });
  };
  const error = trying.error ?? send.error;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <Stack gap="sm">
        <Text size="sm" className="quiet">
          {words.sendHelp}
        </Text>
        <Select
          label={words.job}
          required
          searchable
          data={jobs.map((job) => ({ value: job.id, label: job.name }))}
          value={jobId}
          onChange={(next) => {
            setJobId(next);
            trying.reset();
          }}
        />
        {found === undefined ? null : (
          <>
            <Text size="sm" fw={600}>
              {words.sendSum(
                countWords(found.sum.newCount),
                countWords(found.sum.changedCount),
                countWords(found.sum.callCount),
              )}
            </Text>
            {found.items.slice(0, peopleShown).map((item, index) => (
              <DryItem key={index} item={item} />
            ))}
          </>
        )}
        {error === null ? null : <Trouble error={error} />}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            {texts.cancel}
          </Button>
          <Button
            type="submit"
            disabled={jobId === null}
            loading={trying.isPending || send.isPending}
          >
            {found === undefined ? words.bulkTry : words.sendGo}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
