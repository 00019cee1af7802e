// What each status does to outreach, and what a reply does.
import { Group, SegmentedControl, Stack, Text } from '@mantine/core';
import { settings as words } from '../../../texts/settings.ts';
import { effectWords, outcomeStatuses } from '../../../texts/settings-words.ts';
import type { Effect, FormProps, PauseBody, Status } from './bodies.ts';

const effects = Object.keys(effectWords) as Effect[];
const statuses = Object.keys(outcomeStatuses) as Status[];

export function PauseForm({ body, onChange, isLocked }: FormProps<PauseBody>) {
  return (
    <Stack gap={6}>
      {statuses.map((status) => (
        <EffectLine
          key={status}
          label={outcomeStatuses[status]}
          value={body.statuses[status]}
          isLocked={isLocked}
          onChange={(effect) =>
            onChange({ ...body, statuses: { ...body.statuses, [status]: effect } })
          }
        />
      ))}
      <EffectLine
        label={words.replyDoes}
        value={body.reply}
        isLocked={isLocked}
        onChange={(reply) => onChange({ ...body, reply })}
      />
    </Stack>
  );
}

interface LineProps {
  label: string;
  value: Effect;
  isLocked: boolean;
  onChange: (effect: Effect) => void;
}

function EffectLine({ label, value, isLocked, onChange }: LineProps) {
  return (
    <Group justify="space-between" gap="xs">
      <Text size="sm">{label}</Text>
      <SegmentedControl
        size="xs"
        aria-label={label}
        disabled={isLocked}
        value={value}
        data={effects.map((effect) => ({ value: effect, label: effectWords[effect] }))}
        onChange={(next) => {
          const effect = effects.find((each) => each === next);
          if (effect !== undefined) onChange(effect);
        }}
      />
    </Group>
  );
}
