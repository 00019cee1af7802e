// Starting a pilot: on which jobs, whose people, how many, until when, and what it has to reach.
import {
  Alert,
  Button,
  Group,
  Modal,
  MultiSelect,
  NumberInput,
  SimpleGrid,
  Stack,
  Text,
  TextInput,
} from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useStartPilot, type Compared } from '../../api/insight.ts';
import { tell } from '../../parts/told.tsx';
import { texts } from '../../texts/en.ts';
import { insight as words } from '../../texts/insight.ts';
import { isTime } from './pilot-words.ts';
import { useScopeChoices } from './scope-choices.ts';

const kpis = [
  'median_hours_to_first_contact',
  'response_rate',
  'positive_rate',
  'interview_rate',
  'duplicate_rate',
] as const satisfies readonly Compared['kpi'][];

export function StartPilot({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  return (
    <Modal opened={isOpen} onClose={onClose} title={words.startPilot} size="lg">
      <Form onClose={onClose} />
    </Modal>
  );
}

function Form({ onClose }: { onClose: () => void }) {
  const { jobs, users } = useScopeChoices();
  const [name, setName] = useState('');
  const [jobIds, setJobIds] = useState<string[]>([]);
  const [emails, setEmails] = useState<string[]>([]);
  const [cap, setCap] = useState<number | string>('');
  const [until, setUntil] = useState('');
  const [targets, setTargets] = useState<Partial<Record<Compared['kpi'], number>>>({});
  const navigate = useNavigate();
  const start = useStartPilot();
  const submit = (): void =>
    start.mutate(
      {
        name,
        jobIds,
        users: emails,
        personCap: cap === '' ? null : Number(cap),
        targets,
        ...(until === '' ? {} : { endsAt: `${until}T23:59:59Z` }),
      },
      {
        onSuccess({ id }) {
          tell(words.started);
          onClose();
          void navigate({ to: '/insight', search: { tab: 'pilots', pilot: id } });
        },
      },
    );
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <Stack gap="sm">
        <Text size="sm" className="quiet">
          {words.pilotNoneHelp}
        </Text>
        <TextInput
          label={words.pilotName}
          required
          maxLength={200}
          data-autofocus
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <MultiSelect
          label={words.pilotJobs}
          description={words.pilotJobsHelp}
          searchable
          data={jobs}
          value={jobIds}
          onChange={setJobIds}
        />
        <MultiSelect
          label={words.pilotUsers}
          description={words.pilotUsersHelp}
          searchable
          data={users}
          value={emails}
          onChange={setEmails}
        />
        <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm">
          <NumberInput
            label={words.cap}
            description={words.capHelp}
            min={1}
            max={10_000_000}
            allowDecimal={false}
            value={cap}
            onChange={setCap}
          />
          <TextInput
            type="date"
            label={words.ends}
            description={words.endsHelp}
            value={until}
            onChange={(event) => setUntil(event.currentTarget.value)}
          />
        </SimpleGrid>
        <Targets targets={targets} onChange={setTargets} />
        {start.error === null ? null : (
          <Alert color="red" role="alert">
            {start.error.message}
          </Alert>
        )}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            {texts.cancel}
          </Button>
          <Button type="submit" loading={start.isPending}>
            {words.start}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function Targets(props: {
  targets: Partial<Record<Compared['kpi'], number>>;
  onChange: (targets: Partial<Record<Compared['kpi'], number>>) => void;
}) {
  const { targets, onChange } = props;
  return (
    <Stack gap={4}>
      <Text size="sm" fw={600}>
        {words.targets}
      </Text>
      <Text size="xs" className="quiet">
        {words.targetHelp}
      </Text>
      <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm">
        {kpis.map((kpi) => {
          const scale = isTime(kpi) ? 1 : 100;
          const value = targets[kpi];
          return (
            <NumberInput
              key={kpi}
              label={words.kpis[kpi]}
              min={0}
              max={isTime(kpi) ? 10_000 : 100}
              suffix={isTime(kpi) ? ' h' : ' %'}
              value={value === undefined ? '' : value * scale}
              onChange={(next) => {
                const { [kpi]: _old, ...rest } = targets;
                onChange(next === '' ? rest : { ...rest, [kpi]: Number(next) / scale });
              }}
            />
          );
        })}
      </SimpleGrid>
    </Stack>
  );
}
