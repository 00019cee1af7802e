// What the mapping that is being edited would do to the people who are here, as one types; nothing is written.
import { Loader, Group, Stack, Text, Title } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { mappingTrialQuery } from '../../../api/mapping.ts';
import { countWords } from '../../../parts/number-words.ts';
import { mapping as words } from '../../../texts/mapping.ts';
import { DryItem, isToldOf } from '../../sync/run-people.tsx';
import type { MappingBody } from './mapping-body.ts';

const typingMs = 600;
const peopleShown = 5;

interface Props {
  jobId: string | null;
  /** Null while nothing was changed. */
  body: MappingBody | null;
}

export function MappingPreview({ jobId, body }: Props) {
  const [settled] = useDebouncedValue(body, typingMs);
  const trial = useQuery({
    ...mappingTrialQuery({ jobId, mapping: settled ?? {} }),
    enabled: settled !== null && body !== null,
  });
  return (
    <Stack gap="xs" component="section" aria-label={words.preview} aria-live="polite">
      <Group gap="xs">
        <Title order={3}>{words.preview}</Title>
        {trial.isFetching ? <Loader size={12} /> : null}
      </Group>
      {body === null ? (
        <Text size="sm" className="quiet">
          {words.previewIdle}
        </Text>
      ) : trial.error !== null ? (
        <Problems message={trial.error.message} />
      ) : trial.data === undefined ? null : (
        <Found trial={trial.data} />
      )}
    </Stack>
  );
}

type Trial = NonNullable<
  Awaited<ReturnType<NonNullable<ReturnType<typeof mappingTrialQuery>['queryFn']>>>
>;

function Found({ trial }: { trial: Trial }) {
  const { personCount, newCount, changedCount, callCount } = trial.sum;
  if (personCount === 0) return <Text size="sm">{words.nobody}</Text>;
  const shown = trial.items.filter((item) => item.outcomes.some(isToldOf));
  return (
    <Stack gap="sm">
      <Text size="sm">
        {words.previewSum(
          countWords(personCount),
          countWords(newCount),
          countWords(changedCount),
          countWords(callCount),
        )}
      </Text>
      {shown.slice(0, peopleShown).map((item, index) => (
        <DryItem key={index} item={item} />
      ))}
    </Stack>
  );
}

/** One line per problem, each with what to do. */
function Problems({ message }: { message: string }) {
  return (
    <Stack gap={4} role="alert">
      {message.split('\n').map((line) => (
        <Text key={line} size="sm" c="var(--mantine-color-red-light-color)">
          {sentenceOf(line)}
        </Text>
      ))}
    </Stack>
  );
}

/** `rules[2].to: …` becomes `Rule 3: …`, as the table counts. */
function sentenceOf(line: string): string {
  const [, place, rest] = /^rules\[(\d+)\][^:]*: (.*)$/su.exec(line) ?? [];
  return place === undefined ? line : `${words.rule} ${Number(place) + 1}: ${rest ?? ''}`;
}
