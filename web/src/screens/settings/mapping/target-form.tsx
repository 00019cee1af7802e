// Where in Lever a fact goes: a field of the contact, tags, sources, links, the owner, or a field of a form.
import { Group, Select, Text, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { catalogQuery, type CatalogItem } from '../../../api/rules.ts';
import { mapping as words } from '../../../texts/mapping.ts';
import { Choice } from '../rules/choice.tsx';
import type { Target } from './mapping-body.ts';

interface Props {
  to: Target;
  onChange: (to: Target) => void;
}

const empty: { [Kind in Target['kind']]: Target } = {
  contact: { kind: 'contact', field: 'headline' },
  tags: { kind: 'tags', prefix: '' },
  sources: { kind: 'sources' },
  links: { kind: 'links' },
  owner: { kind: 'owner' },
  form: { kind: 'form', template: '', field: '', type: 'text' },
};

export function TargetForm({ to, onChange }: Props) {
  return (
    <Group align="flex-end" grow>
      <Choice
        label={words.to}
        value={to.kind}
        words={words.targetKinds}
        isLocked={false}
        onChange={(kind) => onChange(empty[kind])}
      />
      {to.kind === 'contact' ? (
        <Choice
          label={words.contactField}
          value={to.field}
          words={words.contactFields}
          isLocked={false}
          onChange={(field) => onChange({ ...to, field })}
        />
      ) : null}
      {to.kind === 'tags' ? (
        <TextInput
          label={words.tagPrefix}
          maxLength={100}
          value={to.prefix}
          onChange={(event) => onChange({ ...to, prefix: event.currentTarget.value })}
        />
      ) : null}
      {to.kind === 'form' ? <FormField to={to} onChange={onChange} /> : null}
    </Group>
  );
}

type FormTarget = Extract<Target, { kind: 'form' }>;

function FormField({ to, onChange }: { to: FormTarget; onChange: (to: Target) => void }) {
  const forms = useQuery(catalogQuery('form_template')).data?.items;
  if (forms?.length === 0) return <Text size="sm">{words.noForms}</Text>;
  const form = forms?.find((each) => each.text === to.template || each.id === to.template);
  const fields = fieldsOf(form);
  return (
    <>
      <Select
        label={words.template}
        data={(forms ?? []).map(({ text }) => text)}
        value={form?.text ?? null}
        onChange={(template) => {
          if (template !== null) onChange({ ...to, template, field: '' });
        }}
      />
      <Select
        label={words.field}
        searchable
        data={fields.map(({ text }) => text)}
        value={to.field}
        onChange={(field) => {
          const found = fields.find(({ text }) => text === field);
          if (found !== undefined) onChange({ ...to, field: found.text, type: found.type });
        }}
      />
    </>
  );
}

function fieldsOf(form: CatalogItem | undefined): { text: string; type: string }[] {
  const fields = form?.detail['fields'];
  if (!Array.isArray(fields)) return [];
  return fields.flatMap((field: unknown) => {
    const { text, type } = field as { text?: unknown; type?: unknown };
    return typeof text === 'string' && typeof type === 'string' ? [{ text, type }] : [];
  });
}
