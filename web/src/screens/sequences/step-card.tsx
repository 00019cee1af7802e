// One step: its channel, when it goes, and its variants.
import {
  ActionIcon,
  Badge,
  Checkbox,
  Group,
  NumberInput,
  Paper,
  Select,
  Stack,
  Text,
  Title,
} from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconCopy, IconTrash } from '@tabler/icons-react';
import type { LintProblem, SequenceBody, Step } from '../../api/sequences.ts';
import { sequences as words } from '../../texts/sequences.ts';
import { problemsOf, problemsWithin } from './marks.ts';
import { Variants } from './variants.tsx';
import { WindowFields } from './window-fields.tsx';

export type StepMove = 'up' | 'down' | 'copy' | 'remove';

interface Props {
  step: Step;
  index: number;
  body: SequenceBody;
  problems: readonly LintProblem[];
  onChange: (step: Step) => void;
  onMove: (to: StepMove) => void;
}

export function StepCard({ step, index, body, problems, onChange, onMove }: Props) {
  const field = `steps[${index}]`;
  const wrong = problemsWithin(problems, field);
  const name = words.step(index + 1);
  return (
    <Paper component="section" aria-label={name} p="sm">
      <Stack gap="sm">
        <Group justify="space-between" wrap="nowrap">
          <Group gap="xs">
            <Title order={2} size="h3">
              {name}
            </Title>
            <Badge color="gray">{words.channels[step.channel]}</Badge>
            {wrong.length === 0 ? null : (
              <Badge color="red">{words.problemCount(wrong.length)}</Badge>
            )}
          </Group>
          <Moves name={name} index={index} count={body.steps.length} onMove={onMove} />
        </Group>
        <Timing step={step} index={index} body={body} problems={problems} onChange={onChange} />
        <Variants
          step={step}
          field={field}
          problems={problems}
          onChange={(variants) => onChange({ ...step, variants })}
        />
      </Stack>
    </Paper>
  );
}

function Moves(props: {
  name: string;
  index: number;
  count: number;
  onMove: (to: StepMove) => void;
}) {
  const { name, index, count, onMove } = props;
  const moves = [
    { to: 'up', label: words.up, icon: IconArrowUp, isOff: index === 0 },
    { to: 'down', label: words.down, icon: IconArrowDown, isOff: index === count - 1 },
    { to: 'copy', label: words.copyStep, icon: IconCopy, isOff: false },
    { to: 'remove', label: words.removeStep, icon: IconTrash, isOff: count === 1 },
  ] as const;
  return (
    <Group gap={4} wrap="nowrap">
      {moves.map(({ to, label, icon: Icon, isOff }) => (
        <ActionIcon
          key={to}
          variant="subtle"
          color="gray"
          disabled={isOff}
          aria-label={`${label}: ${name}`}
          onClick={() => onMove(to)}
        >
          <Icon size={15} aria-hidden />
        </ActionIcon>
      ))}
    </Group>
  );
}

const channelOptions = (['email', 'linkedin', 'sms', 'call'] as const).map((value) => {
  return { value, label: words.channels[value] };
});
const unitOptions = (['business_days', 'hours'] as const).map((value) => {
  return { value, label: words.units[value] };
});

function Timing({ step, index, body, problems, onChange }: Omit<Props, 'onMove'>) {
  const field = `steps[${index}]`;
  const hasMailBefore = body.steps.slice(0, index).some((each) => each.channel === 'email');
  const delayWrong = problemsOf(problems, `${field}.delay`)[0]?.message;
  const threadWrong = problemsOf(problems, `${field}.isInThread`)[0]?.message;
  return (
    <Stack gap="xs">
      <Group gap="sm" align="flex-start">
        <Select
          label={words.channel}
          w={128}
          data={channelOptions}
          allowDeselect={false}
          value={step.channel}
          onChange={(channel) => {
            if (channel === null) return;
            onChange({ ...step, channel, isInThread: channel === 'email' && step.isInThread });
          }}
        />
        <NumberInput
          label={words.wait}
          w={88}
          min={0}
          max={2_160}
          value={step.delay.amount}
          error={delayWrong}
          onChange={(amount) =>
            onChange({ ...step, delay: { ...step.delay, amount: Number(amount) || 0 } })
          }
        />
        <Select
          label={words.waitHelp(index + 1)}
          w={168}
          data={unitOptions}
          allowDeselect={false}
          value={step.delay.unit}
          onChange={(unit) => {
            if (unit !== null) onChange({ ...step, delay: { ...step.delay, unit } });
          }}
        />
      </Group>
      <Text size="xs" className="quiet">
        {words.channelHelp[step.channel]}
      </Text>
      <Group gap="lg">
        {step.channel === 'email' && (hasMailBefore || step.isInThread) ? (
          <Checkbox
            label={words.inThread}
            checked={step.isInThread}
            error={threadWrong}
            onChange={(event) => onChange({ ...step, isInThread: event.currentTarget.checked })}
          />
        ) : null}
        <Checkbox
          label={words.ownWindow}
          checked={step.window !== null}
          onChange={(event) =>
            onChange({ ...step, window: event.currentTarget.checked ? body.window : null })
          }
        />
      </Group>
      {step.window === null ? null : (
        <WindowFields
          window={step.window}
          problem={problemsOf(problems, `${field}.window`)[0]?.message ?? null}
          onChange={(window) => onChange({ ...step, window })}
        />
      )}
    </Stack>
  );
}
