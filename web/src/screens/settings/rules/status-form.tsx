// What the stages and archive reasons of the account mean.
import { Button, Group, Stack, Text, TextInput, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { catalogQuery, type CatalogItem } from '../../../api/rules.ts';
import { settings as words } from '../../../texts/settings.ts';
import { outcomeStatuses } from '../../../texts/settings-words.ts';
import type { FormProps, Status, StatusBody } from './bodies.ts';
import { Choice } from './choice.tsx';

type Props = FormProps<StatusBody>;

export function StatusForm(props: Props) {
  const { body, onChange, isLocked } = props;
  const stages = useQuery(catalogQuery('stage')).data?.items ?? [];
  const reasons = useQuery(catalogQuery('archive_reason')).data?.items ?? [];
  return (
    <Stack gap="md">
      {stages.length + reasons.length === 0 ? (
        <Text size="sm" className="quiet">
          {words.noCatalog}
        </Text>
      ) : null}
      <Named
        title={words.stages}
        items={withOwn(stages, body.stages)}
        statuses={body.stages}
        isLocked={isLocked}
        onChange={(next) => onChange({ ...body, stages: next })}
      />
      <Line
        label={words.otherStage}
        value={body.otherStage}
        isLocked={isLocked}
        onChange={(otherStage) => onChange({ ...body, otherStage })}
      />
      <Named
        title={words.reasons}
        items={withOwn(reasons, body.archiveReasons)}
        statuses={body.archiveReasons}
        isLocked={isLocked}
        onChange={(archiveReasons) => onChange({ ...body, archiveReasons })}
      />
      <ByWords {...props} />
      <Line
        label={words.hiredReason}
        value={body.hiredReason}
        isLocked={isLocked}
        onChange={(hiredReason) => onChange({ ...body, hiredReason })}
      />
      <Line
        label={words.otherReason}
        value={body.otherReason}
        isLocked={isLocked}
        onChange={(otherReason) => onChange({ ...body, otherReason })}
      />
    </Stack>
  );
}

/** Also those that the rules name and the account does not have: they can be looked at and let go. */
function withOwn(items: readonly CatalogItem[], named: Readonly<Record<string, Status>>) {
  const known = new Set(items.map(({ id }) => id));
  const own = Object.keys(named).filter((id) => !known.has(id));
  return [...items.map(({ id, text }) => ({ id, text })), ...own.map((id) => ({ id, text: id }))];
}

interface NamedProps {
  title: string;
  items: readonly { id: string; text: string }[];
  statuses: Readonly<Record<string, Status>>;
  isLocked: boolean;
  onChange: (statuses: Record<string, Status>) => void;
}

type OrNone = Status | 'none';
const withNone: Record<OrNone, string> = { none: words.byDefault, ...outcomeStatuses };

function Named({ title, items, statuses, isLocked, onChange }: NamedProps) {
  if (items.length === 0) return null;
  return (
    <Stack gap={6}>
      <Title order={3}>{title}</Title>
      {items.map(({ id, text }) => (
        <Group key={id} justify="space-between" gap="xs">
          <Text size="sm">{text}</Text>
          <Choice<OrNone>
            isQuiet
            label={text}
            value={statuses[id] ?? 'none'}
            words={withNone}
            isLocked={isLocked}
            onChange={(next) => {
              const { [id]: _, ...others } = statuses;
              onChange(next === 'none' ? others : { ...others, [id]: next });
            }}
          />
        </Group>
      ))}
    </Stack>
  );
}

interface LineProps {
  label: string;
  value: Status;
  isLocked: boolean;
  onChange: (status: Status) => void;
}

function Line({ label, ...choice }: LineProps) {
  return (
    <Group justify="space-between" gap="xs">
      <Text size="sm">{label}</Text>
      <Choice isQuiet label={label} words={outcomeStatuses} {...choice} />
    </Group>
  );
}

function ByWords({ body, onChange, isLocked }: Props) {
  const { reasonTexts } = body;
  const put = (next: StatusBody['reasonTexts']): void => onChange({ ...body, reasonTexts: next });
  return (
    <Stack gap={6}>
      <Title order={3}>{words.reasonTexts}</Title>
      {reasonTexts.map((rule, index) => (
        <Group key={index} gap="xs" align="flex-end">
          <TextInput
            label={words.contains}
            flex={1}
            miw={160}
            disabled={isLocked}
            value={rule.contains}
            onChange={(event) => {
              const contains = event.currentTarget.value;
              put(reasonTexts.map((each, at) => (at === index ? { ...each, contains } : each)));
            }}
          />
          <Choice
            label={words.means}
            value={rule.status}
            words={outcomeStatuses}
            isLocked={isLocked}
            onChange={(status) =>
              put(reasonTexts.map((each, at) => (at === index ? { ...each, status } : each)))
            }
          />
          <Button
            variant="subtle"
            size="sm"
            disabled={isLocked}
            onClick={() => put(reasonTexts.filter((_, at) => at !== index))}
          >
            {words.removeText}
          </Button>
        </Group>
      ))}
      <Group>
        <Button
          variant="default"
          disabled={isLocked}
          onClick={() => put([...reasonTexts, { contains: '', status: 'rejected' }])}
        >
          {words.addText}
        </Button>
      </Group>
    </Stack>
  );
}
