// Step 4: the mapping, tried on the people who are here before it is used.
import { Button, Group, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useMay } from '../../api/session.ts';
import {
  mappingQuery,
  useMakeForm,
  useSaveMapping,
  useTrySuggested,
  type DryRun,
} from '../../api/start.ts';
import { countWords } from '../../parts/number-words.ts';
import { ButtonTo } from '../../parts/link-to.tsx';
import { Section } from '../../parts/section.tsx';
import { tell } from '../../parts/told.tsx';
import { Trouble } from '../../parts/trouble.tsx';
import { fieldWords, valueWords } from '../../parts/value-words.ts';
import { start as words } from '../../texts/start.ts';
import { isToldOf } from '../sync/run-people.tsx';

const peopleShown = 5;

export function Fields() {
  const { data: mapping } = useQuery(mappingQuery);
  const tried = useTrySuggested();
  const form = useMakeForm();
  const save = useSaveMapping();
  const mayChange = useMay('rules.write');
  const version = mapping?.version ?? 0;
  return (
    <Section title={words.steps.fields}>
      <Text size="sm" className="quiet">
        {words.fieldsHelp}
      </Text>
      <Group justify="space-between">
        <Text size="sm">
          {version === 0 ? words.mappingDefault : words.mappingVersion(version)}
        </Text>
        {mayChange ? (
          <Group gap="xs">
            <ButtonTo to="/settings" search={{ tab: 'mapping' }} variant="subtle">
              {words.ownMapping}
            </ButtonTo>
            <Button
              variant="default"
              loading={tried.isPending}
              onClick={() => tried.mutate({ hasForm: true })}
            >
              {words.tryMapping}
            </Button>
          </Group>
        ) : null}
      </Group>
      {tried.error === null ? null : (
        <Stack gap="xs">
          <Trouble error={tried.error} />
          <Group gap="xs">
            <Button
              variant="default"
              loading={form.isPending}
              onClick={() =>
                form.mutate(undefined, { onSuccess: () => tried.mutate({ hasForm: true }) })
              }
            >
              {words.makeForm}
            </Button>
            <Button variant="subtle" onClick={() => tried.mutate({ hasForm: false })}>
              {words.withoutForm}
            </Button>
          </Group>
        </Stack>
      )}
      {tried.data === undefined ? null : (
        <Stack gap="sm">
          <Tried dryRun={tried.data.dryRun} />
          <Group justify="flex-end">
            <Button
              loading={save.isPending}
              onClick={() =>
                save.mutate(tried.data.mapping, {
                  onSuccess({ state }) {
                    tell(state === 'held' ? words.mappingHeld : words.mappingUsed);
                    tried.reset();
                  },
                })
              }
            >
              {words.useMapping}
            </Button>
          </Group>
        </Stack>
      )}
    </Section>
  );
}

function Tried({ dryRun }: { dryRun: DryRun }) {
  if (dryRun.sum.personCount === 0) return <Text size="sm">{words.nobody}</Text>;
  return (
    <Stack gap="xs">
      <Text size="sm" fw={600}>
        {words.tried(countWords(dryRun.sum.personCount), countWords(dryRun.sum.callCount))}
      </Text>
      {dryRun.items
        .filter((item) => item.outcomes.some(isToldOf))
        .slice(0, peopleShown)
        .map((item, index) => (
          <Stack key={`${item.personId ?? ''}${index}`} gap={0}>
            {item.outcomes.filter(isToldOf).map((outcome) => (
              <Text
                key={outcome.field + outcome.kind}
                size="sm"
                style={{ overflowWrap: 'anywhere' }}
              >
                <span className="quiet">{fieldWords(outcome.field)}: </span>
                {valueWords(outcome.before)} → {valueWords(outcome.after)}
              </Text>
            ))}
          </Stack>
        ))}
    </Stack>
  );
}
