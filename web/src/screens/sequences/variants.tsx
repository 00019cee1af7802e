// The variants of a step: who gets which is drawn by weight, and each is written on its own.
import {
  ActionIcon,
  Button,
  Group,
  NumberInput,
  Stack,
  Switch,
  Tabs,
  Tooltip,
} from '@mantine/core';
import { IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import type { LintProblem, Step, Variant } from '../../api/sequences.ts';
import { sequences as words } from '../../texts/sequences.ts';
import { problemsOf, problemsWithin } from './marks.ts';
import { nextVariant } from './starter.ts';
import { WordsField } from './words-field.tsx';

const variantsMax = 10;

export function Variants(props: {
  step: Step;
  field: string;
  problems: readonly LintProblem[];
  onChange: (variants: Variant[]) => void;
}) {
  const { step, field, problems, onChange } = props;
  const [chosen, setChosen] = useState(0);
  const at = Math.min(chosen, step.variants.length - 1);
  const variant = step.variants[at];
  const add = (): void => {
    onChange([...step.variants, nextVariant(step.variants)]);
    setChosen(step.variants.length);
  };
  if (variant === undefined) {
    return (
      <Button variant="default" onClick={add}>
        {words.addVariant}
      </Button>
    );
  }
  const isWrong = (index: number): boolean =>
    problemsWithin(problems, `${field}.variants[${index}]`).length > 0;
  return (
    <Stack gap="xs">
      {step.variants.length === 1 ? null : (
        <Tabs value={variant.id} onChange={(id) => setChosen(placeOf(step.variants, id))}>
          <Tabs.List>
            {step.variants.map((each, index) => (
              <Tabs.Tab
                key={each.id}
                value={each.id}
                {...(isWrong(index) ? { color: 'red', rightSection: '!' } : {})}
              >
                {words.variant(each.id)}
              </Tabs.Tab>
            ))}
          </Tabs.List>
        </Tabs>
      )}
      <VariantFields
        key={variant.id}
        step={step}
        variant={variant}
        field={`${field}.variants[${at}]`}
        problems={problems}
        onChange={(next) => onChange(step.variants.with(at, next))}
        onRemove={() => onChange(step.variants.toSpliced(at, 1))}
      />
      {step.variants.length >= variantsMax ? null : (
        <Button variant="subtle" style={{ alignSelf: 'flex-end' }} onClick={add}>
          {words.addVariant}
        </Button>
      )}
    </Stack>
  );
}

function placeOf(variants: readonly Variant[], id: string | null): number {
  return Math.max(
    0,
    variants.findIndex((each) => each.id === id),
  );
}

function VariantFields(props: {
  step: Step;
  variant: Variant;
  field: string;
  problems: readonly LintProblem[];
  onChange: (variant: Variant) => void;
  onRemove: () => void;
}) {
  const { step, variant, field, problems, onChange } = props;
  const isMail = step.channel === 'email';
  const of = (name: string): LintProblem[] => problemsOf(problems, `${field}.${name}`);
  return (
    <Stack gap="xs">
      {step.variants.length === 1 ? null : (
        <Group gap="xs" align="flex-end">
          <NumberInput
            label={words.weight}
            description={words.weightHelp}
            w={160}
            min={0}
            max={1_000}
            value={variant.weight}
            onChange={(weight) => onChange({ ...variant, weight: Number(weight) || 0 })}
          />
          <Tooltip label={words.removeVariant}>
            <ActionIcon
              variant="default"
              size={36}
              aria-label={words.removeVariant}
              onClick={props.onRemove}
            >
              <IconTrash size={15} aria-hidden />
            </ActionIcon>
          </Tooltip>
        </Group>
      )}
      {isMail && !step.isInThread ? (
        <WordsField
          label={words.subject}
          isOneLine
          value={variant.subject}
          problems={of('subject')}
          onChange={(subject) => onChange({ ...variant, subject })}
        />
      ) : null}
      <WordsField
        label={step.channel === 'call' ? words.callText : words.text}
        rows={5}
        value={variant.text}
        problems={of('text')}
        onChange={(text) => onChange({ ...variant, text })}
      />
      {isMail ? <OwnHtml variant={variant} problems={of('html')} onChange={onChange} /> : null}
    </Stack>
  );
}

function OwnHtml(props: {
  variant: Variant;
  problems: readonly LintProblem[];
  onChange: (variant: Variant) => void;
}) {
  const { variant, problems, onChange } = props;
  return (
    <>
      <Switch
        size="xs"
        label={words.ownHtml}
        checked={variant.html !== null}
        onChange={(event) => {
          const html = event.currentTarget.checked ? htmlOf(variant.text) : null;
          onChange({ ...variant, html });
        }}
      />
      {variant.html === null ? null : (
        <WordsField
          label={words.html}
          rows={5}
          value={variant.html}
          problems={problems}
          onChange={(html) => onChange({ ...variant, html })}
        />
      )}
    </>
  );
}

/** The text in paragraphs, to begin with. */
function htmlOf(text: string): string {
  const safe = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  return safe
    .split(/\n{2,}/u)
    .map((part) => `<p>${part.replaceAll('\n', '<br>')}</p>`)
    .join('\n');
}
