// One rule: which fact, what is done to it on the way, where it goes, and who wins.
import { Button, Group, Select, Stack, TextInput } from '@mantine/core';
import { mapping as words } from '../../../texts/mapping.ts';
import { Choice } from '../rules/choice.tsx';
import { factName, policiesFor, type Policy, type Rule, type Target } from './mapping-body.ts';
import { StepsForm } from './steps-form.tsx';
import { TargetForm } from './target-form.tsx';

interface Props {
  rule: Rule;
  /** Names of computed values. */
  computed: readonly string[];
  onChange: (rule: Rule) => void;
  onDone: () => void;
}

const constant = 'constant';
const custom = 'custom.';

export function RuleForm({ rule, computed, onChange, onDone }: Props) {
  const toTarget = (to: Target): void => {
    const fitting = policiesFor(to);
    const policy = fitting.includes(rule.policy) ? rule.policy : (fitting[0] ?? rule.policy);
    onChange({ ...rule, to, policy });
  };
  const policies = Object.fromEntries(
    policiesFor(rule.to).map((policy) => [policy, words.policies[policy]]),
  ) as Record<Policy, string>;
  return (
    <Stack gap="sm">
      <FactField rule={rule} computed={computed} onChange={onChange} />
      <StepsForm
        transforms={rule.transforms}
        onChange={(transforms) => onChange({ ...rule, transforms })}
      />
      <TargetForm to={rule.to} onChange={toTarget} />
      <Choice
        label={words.policy}
        value={rule.policy}
        words={policies}
        isLocked={false}
        onChange={(policy) => onChange({ ...rule, policy })}
      />
      <Group justify="flex-end">
        <Button onClick={onDone}>{words.done}</Button>
      </Group>
    </Stack>
  );
}

function FactField({ rule, computed, onChange }: Omit<Props, 'onDone'>) {
  const { from } = rule;
  const isCustom = from?.startsWith(custom) === true;
  const known = [
    ...Object.keys(words.factWords),
    ...computed.map((name) => `computed.${name}`),
  ].map((value) => ({ value, label: factName(value) }));
  const pick = (next: string | null): void => {
    if (next === null) return;
    const isConstant = next === constant;
    const transforms =
      isConstant && rule.transforms.length === 0
        ? [{ kind: 'template' as const, text: '', fallback: null }]
        : rule.transforms;
    onChange({ ...rule, from: isConstant ? null : next, transforms });
  };
  return (
    <Group align="flex-end" grow>
      <Select
        label={words.fact}
        searchable
        allowDeselect={false}
        miw={200}
        data={[
          ...known,
          { value: custom, label: words.other },
          { value: constant, label: words.constant },
        ]}
        value={from === null ? constant : isCustom ? custom : from}
        onChange={pick}
      />
      {isCustom ? (
        <TextInput
          label={words.customKey}
          required
          value={from.slice(custom.length)}
          onChange={(event) => onChange({ ...rule, from: custom + event.currentTarget.value })}
        />
      ) : null}
    </Group>
  );
}
