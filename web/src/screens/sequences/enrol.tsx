// Enrolling: choose people, see every check for each of them, then let those who may go in.
import {
  Alert,
  Badge,
  Button,
  Group,
  List,
  Modal,
  Paper,
  Stack,
  Text,
  TextInput,
} from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useEnrol, usePreviewEnrol, type EnrolledPerson } from '../../api/enrolling.ts';
import { mailboxesQuery } from '../../api/mailboxes.ts';
import { useMay } from '../../api/session.ts';
import { ChoosePeople, type Chosen } from '../../parts/choose-people.tsx';
import { tell } from '../../parts/told.tsx';
import { texts } from '../../texts/en.ts';
import { sequences as words } from '../../texts/sequences.ts';
import { Guards } from './guards.tsx';
import { WishFields } from './preview.tsx';
import { GoesAt } from './previewed-step.tsx';

const peopleMax = 200;

interface Props {
  sequenceId: string;
  /** Chosen elsewhere already, such as in a list. */
  people?: readonly Chosen[];
  isOpen: boolean;
  onClose: () => void;
}

export function Enrol(props: Props) {
  return (
    <Modal opened={props.isOpen} onClose={props.onClose} title={words.enrolTitle} size="lg">
      <Form {...props} />
    </Modal>
  );
}

function Form({ sequenceId, people: given = [], onClose }: Props) {
  const [people, setPeople] = useState<Chosen[]>([...given]);
  const [wish, setWish] = useState<{ mailboxId: string | null; jobId: string | null }>({
    mailboxId: null,
    jobId: null,
  });
  const [override, setOverride] = useState('');
  const mailboxes = useQuery(mailboxesQuery).data?.items.filter(({ state }) => state === 'on');
  const mailboxId = wish.mailboxId ?? mailboxes?.[0]?.id ?? null;
  const preview = usePreviewEnrol();
  const enrol = useEnrol();
  const found = preview.data;
  const fit = found?.items.filter((each) => each.isEnrolled) ?? [];
  const whole = {
    sequenceId,
    mailboxId,
    jobId: wish.jobId,
    personIds: people.map(({ id }) => id),
    ...(override.trim() === '' ? {} : { overrideBecause: override.trim() }),
  };
  const change = <Value,>(set: (value: Value) => void) => {
    return (value: Value) => {
      preview.reset();
      set(value);
    };
  };
  const submit = (): void => {
    if (found === undefined) return preview.mutate(whole);
    const personIds = fit.map(({ personId }) => personId);
    enrol.mutate(
      { ...whole, personIds },
      {
        onSuccess({ enrolledCount }) {
          tell(words.enrolled(enrolledCount));
          onClose();
        },
      },
    );
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <Stack gap="sm">
        <Text size="sm" className="quiet">
          {words.enrolHelp}
        </Text>
        <ChoosePeople
          label={words.choosePeople}
          help={words.choosePeopleHelp}
          most={peopleMax}
          chosen={people}
          onChange={change(setPeople)}
        />
        <WishFields wish={{ mailboxId, jobId: wish.jobId }} onChange={change(setWish)} />
        <Override value={override} onChange={change(setOverride)} />
        {preview.error === null ? null : (
          <Alert color="red" role="alert">
            {preview.error.message}
          </Alert>
        )}
        {found === undefined ? null : <Checked people={people} items={found.items} />}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            {texts.cancel}
          </Button>
          <Button
            type="submit"
            disabled={people.length === 0 || (found !== undefined && fit.length === 0)}
            loading={preview.isPending || enrol.isPending}
          >
            {found === undefined || fit.length === 0 ? words.enrolTry : words.enrolGo(fit.length)}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

/** Offered to those alone who have the right. */
function Override({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  if (!useMay('outreach.override')) return null;
  return (
    <TextInput
      label={words.override}
      description={words.overrideHelp}
      maxLength={1_000}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}

function Checked(props: { people: readonly Chosen[]; items: readonly EnrolledPerson[] }) {
  const isNobody = props.items.every((each) => !each.isEnrolled);
  return (
    <Stack gap="xs" role="status">
      {isNobody ? (
        <Text size="sm" fw={600}>
          {words.enrolNobody}
        </Text>
      ) : null}
      <Paper p={0}>
        <List listStyleType="none" className="lines">
          {props.items.map((item) => (
            <List.Item key={item.personId} px="sm" py={6}>
              <Group justify="space-between" gap="xs">
                <Text size="sm" fw={500}>
                  {props.people.find(({ id }) => id === item.personId)?.name ?? words.unnamed}
                </Text>
                <Badge color={item.isEnrolled ? 'green' : 'orange'}>
                  {item.isEnrolled ? words.mayGo : words.mayNot}
                </Badge>
              </Group>
              {item.isEnrolled ? (
                <Group gap={4}>
                  <Text size="xs" className="quiet">
                    {words.firstAt}:
                  </Text>
                  <GoesAt at={item.firstAt} zone={null} />
                </Group>
              ) : (
                <Text size="sm">{item.because}</Text>
              )}
              <Guards guards={item.guards} isTold />
            </List.Item>
          ))}
        </List>
      </Paper>
    </Stack>
  );
}
