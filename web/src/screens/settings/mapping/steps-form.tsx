// What is done to a fact on its way, step by step.
import {
  Button,
  Group,
  NumberInput,
  Stack,
  TagsInput,
  Textarea,
  TextInput,
  Title,
} from '@mantine/core';
import { mapping as words } from '../../../texts/mapping.ts';
import { Choice } from '../rules/choice.tsx';
import type { Transform, TransformKind } from './mapping-body.ts';

interface Props {
  transforms: readonly Transform[];
  onChange: (transforms: Transform[]) => void;
}

const fresh: Record<TransformKind, Transform> = {
  map: { kind: 'map', table: {}, otherwise: null },
  yes_no: { kind: 'yes_no' },
  date: { kind: 'date', form: 'day' },
  template: { kind: 'template', text: '{value}', fallback: null },
  first_filled: { kind: 'first_filled', of: [] },
  first: { kind: 'first' },
  join: { kind: 'join', separator: ', ' },
  limit: { kind: 'limit', count: 3 },
  prefix: { kind: 'prefix', text: '' },
  truncate: { kind: 'truncate', length: 250 },
  only_verified: { kind: 'only_verified' },
};

export function StepsForm({ transforms, onChange }: Props) {
  return (
    <Stack gap="xs">
      <Title order={3}>{words.steps}</Title>
      {transforms.map((step, index) => (
        <Group key={index} align="flex-end" gap="xs">
          <Choice
            label={words.step}
            value={step.kind}
            words={words.transforms}
            isLocked={false}
            onChange={(kind) =>
              onChange(transforms.map((each, at) => (at === index ? fresh[kind] : each)))
            }
          />
          <StepFields
            step={step}
            onChange={(next) =>
              onChange(transforms.map((each, at) => (at === index ? next : each)))
            }
          />
          <Button
            variant="subtle"
            size="sm"
            onClick={() => onChange(transforms.filter((_, at) => at !== index))}
          >
            {words.remove}
          </Button>
        </Group>
      ))}
      <Group>
        <Button variant="default" onClick={() => onChange([...transforms, fresh.template])}>
          {words.addStep}
        </Button>
      </Group>
    </Stack>
  );
}

interface FieldProps {
  step: Transform;
  onChange: (step: Transform) => void;
}

function StepFields({ step, onChange }: FieldProps) {
  switch (step.kind) {
    case 'template':
      return (
        <>
          <Line step={step} name="text" label={words.text} onChange={onChange} />
          <Line step={step} name="fallback" label={words.fallback} onChange={onChange} />
        </>
      );
    case 'prefix':
      return <Line step={step} name="text" label={words.text} onChange={onChange} />;
    case 'join':
      return <Line step={step} name="separator" label={words.separator} onChange={onChange} />;
    case 'date':
      return (
        <Choice
          label={words.dateForm}
          value={dateFormOf(step['form'])}
          words={words.dateForms}
          isLocked={false}
          onChange={(form) => onChange({ ...step, form })}
        />
      );
    case 'limit':
      return <Count step={step} name="count" label={words.count} onChange={onChange} />;
    case 'truncate':
      return <Count step={step} name="length" label={words.length} onChange={onChange} />;
    case 'first_filled':
      return (
        <TagsInput
          label={words.facts}
          flex={1}
          data={Object.keys(words.factWords)}
          value={textsOf(step['of'])}
          onChange={(of) => onChange({ ...step, of })}
        />
      );
    case 'map':
      return <ByTable step={step} onChange={onChange} />;
    case 'first':
    case 'only_verified':
    case 'yes_no':
      return null;
  }
}

/** An empty fallback means: nothing is written. */
function Line({ step, name, label, onChange }: FieldProps & { name: string; label: string }) {
  const value = step[name];
  return (
    <TextInput
      label={label}
      {...(name === 'text' && step.kind === 'template' ? { description: words.textHelp } : {})}
      flex={1}
      miw={160}
      value={typeof value === 'string' ? value : ''}
      onChange={(event) => {
        const text = event.currentTarget.value;
        onChange({ ...step, [name]: name === 'fallback' && text === '' ? null : text });
      }}
    />
  );
}

function Count({ step, name, label, onChange }: FieldProps & { name: string; label: string }) {
  return (
    <NumberInput
      label={label}
      min={1}
      allowDecimal={false}
      value={Number(step[name])}
      onChange={(next) => {
        if (typeof next === 'number') onChange({ ...step, [name]: next });
      }}
    />
  );
}

function ByTable({ step, onChange }: FieldProps) {
  const table = Object.entries((step['table'] ?? {}) as Record<string, string>);
  const otherwise = step['otherwise'];
  return (
    <Stack gap="xs" flex={1}>
      <Textarea
        label={words.tableLines}
        autosize
        minRows={2}
        defaultValue={table.map(([from, to]) => `${from} = ${to}`).join('\n')}
        onChange={(event) => onChange({ ...step, table: readTable(event.currentTarget.value) })}
      />
      <TextInput
        label={words.otherwise}
        value={typeof otherwise === 'string' ? otherwise : ''}
        onChange={(event) => {
          const text = event.currentTarget.value;
          onChange({ ...step, otherwise: text === '' ? null : text });
        }}
      />
    </Stack>
  );
}

function readTable(text: string): Record<string, string> {
  const lines = text.split('\n').flatMap((line) => {
    const at = line.indexOf('=');
    return at < 0 ? [] : [[line.slice(0, at).trim(), line.slice(at + 1).trim()] as const];
  });
  return Object.fromEntries(lines.filter(([from]) => from !== ''));
}

type DateForm = keyof typeof words.dateForms;

function dateFormOf(value: unknown): DateForm {
  const known = Object.keys(words.dateForms) as DateForm[];
  return known.find((each) => each === value) ?? 'day';
}

function textsOf(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((each) => typeof each === 'string') : [];
}
