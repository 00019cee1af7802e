// What may be decided about a pilot: widen it, take it back after a look, or end its say.
import {
  Button,
  Group,
  List,
  Menu,
  Modal,
  MultiSelect,
  NumberInput,
  Select,
  Stack,
  Text,
  TextInput,
} from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import {
  archiveReasonsQuery,
  useClosePilot,
  useRollBackPilot,
  useWidenPilot,
  type Pilot,
  type RolledBack,
} from '../../api/insight.ts';
import { countWords } from '../../parts/number-words.ts';
import { tell } from '../../parts/told.tsx';
import { texts } from '../../texts/en.ts';
import { insight as words } from '../../texts/insight.ts';
import { useScopeChoices } from './scope-choices.ts';

const decisions = ['widen', 'rollBack', 'close'] as const;
type Decision = (typeof decisions)[number];
const titles = {
  widen: words.widenTitle,
  rollBack: words.rollBackTitle,
  close: words.closeTitle,
} as const;

export function PilotActions({ pilot }: { pilot: Pilot }) {
  const [asked, setAsked] = useState<Decision | null>(null);
  const close = (): void => setAsked(null);
  const offered = decisions.filter((each) => isOpenTo(pilot, each));
  if (offered.length === 0) return null;
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <Button>{words.decide}</Button>
        </Menu.Target>
        <Menu.Dropdown>
          {offered.map((each) => (
            <Menu.Item
              key={each}
              {...(each === 'rollBack' ? { color: 'red' } : {})}
              onClick={() => setAsked(each)}
            >
              {words[each]}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      <Modal
        opened={asked !== null}
        onClose={close}
        title={asked === null ? '' : titles[asked]}
        size="lg"
      >
        {asked === 'widen' ? <Widen pilot={pilot} onClose={close} /> : null}
        {asked === 'rollBack' ? <RollBack pilot={pilot} onClose={close} /> : null}
        {asked === 'close' ? <Close pilot={pilot} onClose={close} /> : null}
      </Modal>
    </>
  );
}

function isOpenTo({ state }: Pilot, decision: Decision): boolean {
  if (state === 'closed') return false;
  if (decision === 'widen') return state !== 'rolled_back' && state !== 'widened';
  return decision === 'close' || state !== 'planned';
}

interface Props {
  pilot: Pilot;
  onClose: () => void;
}

function Widen({ pilot, onClose }: Props) {
  const { jobs, users } = useScopeChoices();
  const [addJobIds, setJobIds] = useState<string[]>([]);
  const [addUsers, setUsers] = useState<string[]>([]);
  const [cap, setCap] = useState<number | string>(pilot.personCap ?? '');
  const [until, setUntil] = useState('');
  const widen = useWidenPilot(pilot.id);
  const onSuccess = (): void => {
    tell(words.widened);
    onClose();
  };
  const personCap = cap === '' ? null : Number(cap);
  const wish = {
    ...(addJobIds.length === 0 ? {} : { addJobIds }),
    ...(addUsers.length === 0 ? {} : { addUsers }),
    ...(personCap === pilot.personCap ? {} : { personCap }),
    ...(until === '' ? {} : { endsAt: `${until}T23:59:59Z` }),
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        widen.mutate(wish, { onSuccess });
      }}
    >
      <Stack gap="sm">
        <Text size="sm" className="quiet">
          {words.widenHelp}
        </Text>
        <MultiSelect
          label={words.addJobs}
          searchable
          data={jobs.filter(({ value }) => !pilot.body.jobIds.includes(value))}
          value={addJobIds}
          onChange={setJobIds}
        />
        <MultiSelect
          label={words.addUsers}
          searchable
          data={users.filter(({ value }) => !pilot.body.users.includes(value))}
          value={addUsers}
          onChange={setUsers}
        />
        <Group grow align="flex-start">
          <NumberInput
            label={words.cap}
            description={words.capHelp}
            min={1}
            value={cap}
            onChange={setCap}
          />
          <TextInput
            type="date"
            label={words.ends}
            description="&nbsp;"
            value={until}
            onChange={(event) => setUntil(event.currentTarget.value)}
          />
        </Group>
        <Group justify="space-between">
          <Button
            variant="subtle"
            loading={widen.isPending}
            onClick={() => widen.mutate({}, { onSuccess })}
          >
            {words.widenAll}
          </Button>
          <Button type="submit" disabled={Object.keys(wish).length === 0} loading={widen.isPending}>
            {words.widenTitle}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function RollBack({ pilot, onClose }: Props) {
  const [reason, setReason] = useState<string | null>(null);
  const reasons = useQuery(archiveReasonsQuery).data?.items ?? [];
  const [found, setFound] = useState<RolledBack['undo'] | null>(null);
  const rollBack = useRollBackPilot(pilot.id);
  const submit = (): void => {
    const preview = found === null;
    rollBack.mutate(
      { preview, archiveReasonId: reason },
      {
        onSuccess({ undo }) {
          if (preview) return setFound(undo);
          tell(words.rolledBack);
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
          {words.rollBackHelp}
        </Text>
        <Select
          label={words.archiveReason}
          placeholder={words.keepCandidates}
          clearable
          data={reasons.map(({ id, text }) => ({ value: id, label: text }))}
          value={reason}
          onChange={(next) => {
            setFound(null);
            setReason(next);
          }}
        />
        {found === null ? null : <Found undo={found} />}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            {texts.cancel}
          </Button>
          <Button
            type="submit"
            color={found === null ? 'blue' : 'red'}
            loading={rollBack.isPending}
          >
            {found === null ? words.rollBackTry : words.rollBackGo}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function Found({ undo }: { undo: RolledBack['undo'] }) {
  const count = words.rollBackCount(countWords(undo.stepCount), countWords(undo.recordCount));
  return (
    <Stack gap={4} role="status">
      <Text size="sm" fw={600}>
        {undo.stepCount === 0 ? words.rollBackNone : count}
      </Text>
      <List size="sm">
        {undo.impossible.map((each) => (
          <List.Item key={each.because}>
            {words.cannot(countWords(each.count), each.because)}
          </List.Item>
        ))}
      </List>
      {undo.isCut ? <Text size="sm">{words.isCut}</Text> : null}
    </Stack>
  );
}

function Close({ pilot, onClose }: Props) {
  const end = useClosePilot(pilot.id);
  const go = (): void =>
    end.mutate(undefined, {
      onSuccess() {
        tell(words.closed);
        onClose();
      },
    });
  return (
    <Stack gap="sm">
      <Text size="sm">{words.closeHelp}</Text>
      <Group justify="flex-end" gap="xs">
        <Button variant="default" onClick={onClose}>
          {texts.cancel}
        </Button>
        <Button data-autofocus loading={end.isPending} onClick={go}>
          {words.closeGo}
        </Button>
      </Group>
    </Stack>
  );
}
