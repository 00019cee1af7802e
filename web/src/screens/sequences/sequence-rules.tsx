// What holds for every step: windows, approval, addresses, and what ends it.
import { Group, NumberInput, Select, Stack, Switch } from '@mantine/core';
import type { LintProblem, SequenceBody } from '../../api/sequences.ts';
import { Section } from '../../parts/section.tsx';
import { sequences as words } from '../../texts/sequences.ts';
import { problemsOf } from './marks.ts';
import { WindowFields } from './window-fields.tsx';

const approvalOptions = (['none', 'first', 'each'] as const).map((value) => {
  return { value, label: words.approvals[value] };
});
const addressOptions = (['any', 'personal_only'] as const).map((value) => {
  return { value, label: words.addressKinds[value] };
});
const switches = [
  { name: 'skipsHolidays', label: words.skipsHolidays },
  { name: 'stopsCompanyOnReply', label: words.stopsCompany },
  { name: 'mayUseUnverified', label: words.mayUseUnverified },
] as const;

export function SequenceRules(props: {
  body: SequenceBody;
  problems: readonly LintProblem[];
  onChange: (body: SequenceBody) => void;
}) {
  const { body, problems, onChange } = props;
  return (
    <Section title={words.rules}>
      <WindowFields
        window={body.window}
        problem={problemsOf(problems, 'window')[0]?.message ?? null}
        onChange={(window) => onChange({ ...body, window })}
      />
      <Group gap="sm" align="flex-end" grow preventGrowOverflow={false}>
        <Select
          label={words.approval}
          miw={260}
          data={approvalOptions}
          allowDeselect={false}
          value={body.approval}
          onChange={(approval) => {
            if (approval !== null) onChange({ ...body, approval });
          }}
        />
        <Select
          label={words.addresses}
          miw={180}
          data={addressOptions}
          allowDeselect={false}
          value={body.addresses}
          onChange={(addresses) => {
            if (addresses !== null) onChange({ ...body, addresses });
          }}
        />
      </Group>
      <Group gap="sm" align="flex-end" grow preventGrowOverflow={false}>
        <NumberInput
          label={words.holdMinutes}
          miw={260}
          min={0}
          max={100_000}
          value={body.holdMinutes}
          onChange={(minutes) =>
            onChange({ ...body, holdMinutes: Math.round(Number(minutes)) || 0 })
          }
        />
        <NumberInput
          label={words.holdout}
          miw={260}
          min={0}
          max={50}
          value={body.holdoutPercent}
          onChange={(share) => onChange({ ...body, holdoutPercent: Number(share) || 0 })}
        />
      </Group>
      <Stack gap="xs">
        {switches.map(({ name, label }) => (
          <Switch
            key={name}
            label={label}
            checked={body[name]}
            onChange={(event) => onChange({ ...body, [name]: event.currentTarget.checked })}
          />
        ))}
      </Stack>
    </Section>
  );
}
