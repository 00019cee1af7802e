// One run: held, what it would do, person by person, with confirming or cancelling; else what it wrote, with undo.
import {
  Badge,
  Button,
  Group,
  Paper,
  SimpleGrid,
  Skeleton,
  Stack,
  Text,
  Title,
} from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useMay } from '../../api/session.ts';
import { runQuery, useCancelRun, useConfirmRun, type RunWhole } from '../../api/sync.ts';
import { LinkTo } from '../../parts/link-to.tsx';
import { countWords, spanWords } from '../../parts/number-words.ts';
import { Section } from '../../parts/section.tsx';
import { tell } from '../../parts/told.tsx';
import { Trouble } from '../../parts/trouble.tsx';
import { When } from '../../parts/when.tsx';
import { UndoWrites } from '../../parts/undo-writes.tsx';
import { sync as words } from '../../texts/sync.ts';
import { runColours } from './run-colours.ts';
import { RunItems, RunWrites } from './run-people.tsx';

const figures = [
  'personCount',
  'newCount',
  'standingCount',
  'changedCount',
  'idleCount',
  'callCount',
] as const;

export function OneRun({ id }: { id: string }) {
  const { data, error, refetch } = useQuery(runQuery(id));
  if (error !== null) return <Trouble error={error} onRetry={() => void refetch()} />;
  if (data === undefined) return <Skeleton h={360} />;
  return (
    <Stack gap="md">
      <LinkTo to="/sync" search={{ tab: 'runs' }} size="sm">
        ← {words.back}
      </LinkTo>
      <Head whole={data} />
      {data.dryRun === null ? null : <Would dryRun={data.dryRun} />}
      {data.run.state === 'held' ? <RunItems id={id} /> : null}
      {data.run.state === 'started' ? <RunWrites id={id} /> : null}
    </Stack>
  );
}

function Head({ whole }: { whole: RunWhole }) {
  const { run } = whole;
  return (
    <Group justify="space-between" align="flex-start">
      <Stack gap={2}>
        <Group gap="sm">
          <Title order={2}>{words.runKinds[run.kind] ?? run.kind}</Title>
          <Badge color={runColours[run.state]}>{words.runStates[run.state]}</Badge>
        </Group>
        <Text size="sm">{run.because}</Text>
        <Text size="xs" className="quiet">
          <When at={run.createdAt} /> {words.by(run.createdBy)}
        </Text>
      </Stack>
      <Deeds whole={whole} />
    </Group>
  );
}

function Deeds({ whole: { run, written } }: { whole: RunWhole }) {
  const mayDecide = useMay('rules.write');
  const confirm = useConfirmRun();
  const cancel = useCancelRun();
  const [isUndoOpen, undo] = useDisclosure(false);
  if (!mayDecide) return null;
  if (run.state === 'started' && run.kind !== 'undo' && written.length > 0) {
    return (
      <>
        <Button variant="default" onClick={undo.open}>
          {words.undo}
        </Button>
        <UndoWrites scope={{ runId: run.id }} isOpen={isUndoOpen} onClose={undo.close} />
      </>
    );
  }
  if (run.state !== 'held') return null;
  const wish = { id: run.id, confirmedCount: run.changedCount };
  return (
    <Group gap="xs">
      <Button
        loading={confirm.isPending}
        onClick={() => confirm.mutate(wish, { onSuccess: () => tell(words.confirmed) })}
      >
        {words.confirm(countWords(run.changedCount))}
      </Button>
      <Button
        variant="default"
        loading={cancel.isPending}
        onClick={() => cancel.mutate(run.id, { onSuccess: () => tell(words.cancelled) })}
      >
        {words.cancelRun}
      </Button>
    </Group>
  );
}

function Would({ dryRun }: { dryRun: NonNullable<RunWhole['dryRun']> }) {
  return (
    <Section title={words.wouldTitle}>
      <SimpleGrid cols={{ base: 2, sm: 3, lg: 6 }} spacing="sm">
        {figures.map((name) => (
          <Paper key={name} p="xs" withBorder={false}>
            <Text size="xs" className="quiet">
              {words.figures[name]}
            </Text>
            <Text size="lg" fw={600}>
              {countWords(dryRun.sum[name])}
            </Text>
          </Paper>
        ))}
      </SimpleGrid>
      <Text size="sm" className="quiet">
        {words.takes(spanWords(dryRun.secondsAtLimit))}
      </Text>
    </Section>
  );
}
