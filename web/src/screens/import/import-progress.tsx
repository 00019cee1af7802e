// An import that was started: how far it is, what came of it, the refused rows as a file, taking it back.
import { Alert, Anchor, Button, Group, Progress, SimpleGrid, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useMoveImport, type Import } from '../../api/imports.ts';
import { useMay } from '../../api/session.ts';
import { ButtonTo } from '../../parts/link-to.tsx';
import { countWords } from '../../parts/number-words.ts';
import { Section } from '../../parts/section.tsx';
import { tell } from '../../parts/told.tsx';
import { UndoWrites } from '../../parts/undo-writes.tsx';
import { importing as words } from '../../texts/import.ts';
import { StateBadge } from './past-imports.tsx';
import { Notes } from './trial.tsx';

const figures = ['accepted', 'duplicates', 'rejected'] as const;

export function ImportProgress({ shown }: { shown: Import }) {
  return (
    <Stack gap="md">
      <Section title={words.progress} aside={<StateBadge state={shown.state} />}>
        <Progress
          value={shown.progress * 100}
          aria-label={words.progress}
          color={shown.state === 'failed' ? 'red' : 'blue'}
        />
        <Text size="sm" className="quiet" role="status">
          {words.ofRows(countWords(shown.rows))}
          {shown.because === null ? null : ` · ${shown.because}`}
        </Text>
        {shown.state === 'held' ? <Held /> : null}
        <SimpleGrid cols={3} spacing="sm">
          {figures.map((name) => (
            <Stack key={name} gap={0}>
              <Text size="xs" className="quiet">
                {words.figures[name]}
              </Text>
              <Text size="xl" fw={600}>
                {countWords(shown[name])}
              </Text>
            </Stack>
          ))}
        </SimpleGrid>
      </Section>
      <Refused shown={shown} />
      <Notes notes={shown.notes} />
      <Deeds shown={shown} />
    </Stack>
  );
}

function Held() {
  return (
    <Alert color="orange">
      <Group justify="space-between">
        <Text size="sm">{words.heldHelp}</Text>
        <ButtonTo to="/sync" search={{ tab: 'runs' }} variant="default">
          {words.look}
        </ButtonTo>
      </Group>
    </Alert>
  );
}

function Refused({ shown }: { shown: Import }) {
  if (shown.rejected === 0) {
    return shown.state === 'finished' ? <Text size="sm">{words.allIn}</Text> : null;
  }
  return (
    <Section title={words.refusedRows}>
      <Group justify="space-between">
        <Text size="sm" className="quiet">
          {words.errorsHelp}
        </Text>
        <Anchor href={`/v1/imports/${shown.id}/errors.csv`} download size="sm" fw={600}>
          {words.errors}
        </Anchor>
      </Group>
    </Section>
  );
}

function Deeds({ shown }: { shown: Import }) {
  const move = useMoveImport(shown.id);
  const mayImport = useMay('intake.write');
  const mayUndo = useMay('rules.write');
  const [isUndoOpen, undo] = useDisclosure(false);
  const isMoving = shown.state === 'running' || shown.state === 'held';
  return (
    <Group gap="xs">
      {isMoving && mayImport ? (
        <Button
          variant="default"
          loading={move.isPending}
          onClick={() => move.mutate('cancel', { onSuccess: () => tell(words.cancelled) })}
        >
          {words.cancel}
        </Button>
      ) : null}
      {shown.accepted > 0 ? (
        <ButtonTo to="/people" search={{}}>
          {words.toPeople}
        </ButtonTo>
      ) : null}
      {!isMoving && shown.accepted > 0 && mayUndo ? (
        <Button variant="default" onClick={undo.open}>
          {words.takeBack}
        </Button>
      ) : null}
      <UndoWrites scope={{ importId: shown.id }} isOpen={isUndoOpen} onClose={undo.close} />
    </Group>
  );
}
