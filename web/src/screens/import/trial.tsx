// What trying it found: counts, refused rows with why, and what Lever would get.
import { List, SimpleGrid, Stack, Text } from '@mantine/core';
import type { ImportDryRun, ImportTrial } from '../../api/imports.ts';
import { countWords } from '../../parts/number-words.ts';
import { Section } from '../../parts/section.tsx';
import { spaced } from '../../parts/value-words.ts';
import { importing as words } from '../../texts/import.ts';
import { DryItem } from '../sync/run-people.tsx';

const problemsShown = 10;
const peopleShown = 10;

export function Trial({ trial, dryRun }: { trial: ImportTrial; dryRun: ImportDryRun }) {
  const { accepted, duplicates, rejected } = trial;
  const figures = { accepted, duplicates, rejected, inLever: trial.inLever.count };
  const { sum } = dryRun;
  const isNothing = sum.newCount + sum.changedCount + sum.callCount === 0;
  return (
    <>
      <SimpleGrid cols={{ base: 2, sm: 4 }} spacing="sm" role="status">
        {(['accepted', 'duplicates', 'rejected', 'inLever'] as const).map((name) => (
          <Section key={name} title={words.figures[name]}>
            <Text size="xl" fw={600}>
              {countWords(figures[name])}
            </Text>
          </Section>
        ))}
      </SimpleGrid>
      {trial.isWhole ? null : <Text size="sm">{words.triedPart}</Text>}
      {trial.problems.length === 0 ? null : (
        <Section title={words.refusedRows}>
          <List size="sm">
            {trial.problems.slice(0, problemsShown).map((problem) => (
              <List.Item key={problem.row}>
                <b>{words.rowProblem(problem.row)}</b> {problem.message}
              </List.Item>
            ))}
          </List>
          <Text size="xs" className="quiet">
            {words.refusedHelp}
          </Text>
        </Section>
      )}
      <Notes notes={trial.notes} />
      <Section title={words.lever} empty={isNothing ? words.leverNothing : null}>
        <Stack gap="xs">
          <Text size="sm">
            {words.leverSum(
              countWords(sum.newCount),
              countWords(sum.changedCount),
              countWords(sum.callCount),
            )}
          </Text>
          {dryRun.items.slice(0, peopleShown).map((item, index) => (
            <DryItem key={index} item={item} />
          ))}
        </Stack>
      </Section>
    </>
  );
}

export function Notes({ notes }: { notes: Readonly<Record<string, number>> }) {
  const found = Object.entries(notes);
  if (found.length === 0) return null;
  return (
    <Section title={words.notes}>
      <List size="sm">
        {found.map(([note, count]) => (
          <List.Item key={note}>
            {spaced(note)}: {countWords(count)}
          </List.Item>
        ))}
      </List>
    </Section>
  );
}
