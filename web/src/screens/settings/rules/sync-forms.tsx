// The smaller rules of the sync: the timeline, moving stages, the brake, and how long people are kept.
import { Group, NumberInput, Select, Stack, Switch, Text, Textarea } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { catalogQuery } from '../../../api/rules.ts';
import { settings as words } from '../../../texts/settings.ts';
import { touchWords, treatmentWords } from '../../../texts/settings-words.ts';
import type {
  BrakeBody,
  FormProps,
  RetentionBody,
  StageMovesBody,
  TimelineBody,
  TouchKind,
} from './bodies.ts';
import { Choice } from './choice.tsx';

const touches = Object.keys(touchWords) as TouchKind[];

export function TimelineForm({ body, onChange, isLocked }: FormProps<TimelineBody>) {
  return (
    <Stack gap={6}>
      {touches.map((kind) => (
        <Group key={kind} justify="space-between" gap="xs">
          <Text size="sm">{touchWords[kind]}</Text>
          <Choice
            isQuiet
            label={touchWords[kind]}
            value={body.treatments[kind]}
            words={treatmentWords}
            isLocked={isLocked}
            onChange={(treatment) =>
              onChange({ ...body, treatments: { ...body.treatments, [kind]: treatment } })
            }
          />
        </Group>
      ))}
      <NumberInput
        label={words.quietMinutes}
        suffix=" min"
        min={1}
        max={1_440}
        maw={320}
        disabled={isLocked}
        value={body.quietMinutes}
        onChange={(minutes) => {
          if (typeof minutes === 'number') onChange({ ...body, quietMinutes: minutes });
        }}
      />
    </Stack>
  );
}

export function StageMovesForm({ body, onChange, isLocked }: FormProps<StageMovesBody>) {
  const stages = useQuery(catalogQuery('stage')).data?.items ?? [];
  const data = stages.map(({ id, text }) => ({ value: id, label: text }));
  const places = [
    { label: words.contactedStage, name: 'contactedStageId' },
    { label: words.repliedStage, name: 'repliedStageId' },
  ] as const;
  return (
    <Stack gap="sm" maw={420}>
      <Switch
        label={words.moveStages}
        checked={body.isOn}
        disabled={isLocked}
        onChange={(event) => onChange({ ...body, isOn: event.currentTarget.checked })}
      />
      {stages.length === 0 ? (
        <Text size="sm" className="quiet">
          {words.noCatalog}
        </Text>
      ) : null}
      {places.map(({ label, name }) => (
        <Select
          key={name}
          label={label}
          placeholder={words.noMove}
          clearable
          data={data}
          disabled={isLocked || !body.isOn}
          value={body[name]}
          onChange={(next) => onChange({ ...body, [name]: next })}
        />
      ))}
    </Stack>
  );
}

export function BrakeForm({ body, onChange, isLocked }: FormProps<BrakeBody>) {
  return (
    <Stack gap="sm" maw={420}>
      <NumberInput
        label={words.shareMax}
        suffix=" %"
        min={0}
        max={100}
        disabled={isLocked}
        value={Number((body.shareMax * 100).toFixed(4))}
        onChange={(percent) => {
          if (typeof percent === 'number') onChange({ ...body, shareMax: percent / 100 });
        }}
      />
      <NumberInput
        label={words.countFree}
        min={0}
        allowDecimal={false}
        disabled={isLocked}
        value={body.countFree}
        onChange={(countFree) => {
          if (typeof countFree === 'number') onChange({ ...body, countFree });
        }}
      />
    </Stack>
  );
}

export function RetentionForm({ body, onChange, isLocked }: FormProps<RetentionBody>) {
  return (
    <Stack gap="sm" maw={520}>
      <NumberInput
        label={words.keepDays}
        description={words.keepDaysHelp}
        min={1}
        max={3_650}
        allowDecimal={false}
        disabled={isLocked}
        value={body.keepDays ?? ''}
        onChange={(days) => onChange({ ...body, keepDays: typeof days === 'number' ? days : null })}
      />
      <Textarea
        label={words.because}
        description={words.becauseHelp}
        required
        autosize
        minRows={2}
        maxLength={1_000}
        disabled={isLocked}
        value={body.because}
        onChange={(event) => onChange({ ...body, because: event.currentTarget.value })}
      />
    </Stack>
  );
}
