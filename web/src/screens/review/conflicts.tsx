// Conflicts: what stands in Lever and what the sourcing side says, and one choice for each.
import { Anchor, Button, Group, Kbd, Paper, Skeleton, Stack, Text } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import {
  conflictsQuery,
  useDecideConflict,
  useRevertConflict,
  type Conflict,
  type Decision,
} from '../../api/review.ts';
import { useMay } from '../../api/session.ts';
import { Empty } from '../../parts/empty.tsx';
import { useLetterKeys } from '../../parts/letter-keys.ts';
import { MoreButton } from '../../parts/more-button.tsx';
import { tell } from '../../parts/told.tsx';
import { Trouble } from '../../parts/trouble.tsx';
import { fieldWords, valueWords } from '../../parts/value-words.ts';
import { When } from '../../parts/when.tsx';
import { review as words } from '../../texts/review.ts';

const choices = [
  { decision: 'keep_theirs', key: 'l' },
  { decision: 'use_ours', key: 'o' },
] as const;

export function Conflicts() {
  const list = useInfiniteQuery(conflictsQuery);
  const conflicts = useMemo(
    () => list.data?.pages.flatMap((page) => page.items) ?? [],
    [list.data],
  );
  const [place, setPlace] = useState(0);
  const at = Math.max(0, Math.min(place, conflicts.length - 1));
  const decide = useDeciding();
  useLetterKeys(
    useMemo(() => {
      const now = (decision: Decision): void => {
        const chosen = conflicts[at];
        if (chosen !== undefined) decide(chosen, decision);
      };
      return {
        j: () => setPlace(Math.min(at + 1, conflicts.length - 1)),
        k: () => setPlace(Math.max(at - 1, 0)),
        l: () => now('keep_theirs'),
        o: () => now('use_ours'),
      };
    }, [at, conflicts, decide]),
  );
  if (list.error !== null)
    return <Trouble error={list.error} onRetry={() => void list.refetch()} />;
  if (list.isPending) return <Skeleton h={320} />;
  if (conflicts.length === 0) {
    return <Empty title={words.noConflictsTitle} help={words.noConflictsHelp} />;
  }
  return (
    <Stack gap="xs">
      {conflicts.map((conflict, index) => (
        <ConflictCard
          key={conflict.id}
          conflict={conflict}
          isChosen={index === at}
          onChoose={() => setPlace(index)}
          onDecide={(decision) => decide(conflict, decision)}
        />
      ))}
      <MoreButton list={list} />
      <Text size="xs" className="quiet" visibleFrom="md">
        {words.keysHelp}
      </Text>
    </Stack>
  );
}

function ConflictCard(props: {
  conflict: Conflict;
  isChosen: boolean;
  onChoose: () => void;
  onDecide: (decision: Decision) => void;
}) {
  const { conflict, isChosen, onChoose, onDecide } = props;
  const mayDecide = useMay('rules.write');
  return (
    <Paper
      component="article"
      p="sm"
      className="choice"
      data-chosen={isChosen || undefined}
      aria-label={`${conflict.personName ?? words.unnamed}: ${fieldWords(conflict.field)}`}
      onClick={onChoose}
    >
      <Group justify="space-between" align="flex-start" gap="sm">
        <Stack gap={0} w={{ base: '100%', sm: 200 }}>
          <Anchor component={Link} to={`/people/${conflict.personId}`} fw={600} size="sm">
            {conflict.personName ?? words.unnamed}
          </Anchor>
          <Text size="xs" className="quiet">
            {fieldWords(conflict.field)} · <When at={conflict.seenAt} />
          </Text>
        </Stack>
        <Group flex={1} gap="md" align="flex-start" miw={260} grow>
          <Value label={words.agreed} value={conflict.base} />
          <Value label={words.inLeverNow} value={conflict.theirs} isStrong />
          <Value label={words.ours} value={conflict.ours} isStrong />
        </Group>
        {mayDecide ? (
          <Group gap="xs">
            {choices.map(({ decision, key }) => (
              <Button
                key={decision}
                variant="default"
                rightSection={
                  <Kbd size="xs" visibleFrom="sm" opacity={isChosen ? 1 : 0}>
                    {key}
                  </Kbd>
                }
                onClick={() => onDecide(decision)}
              >
                {words.decisions[decision]}
              </Button>
            ))}
          </Group>
        ) : null}
      </Group>
      <Text size="xs" className="quiet" mt={6}>
        {conflict.because}
      </Text>
    </Paper>
  );
}

function Value(props: { label: string; value: unknown; isStrong?: boolean }) {
  return (
    <Stack gap={0} miw={0}>
      <Text size="xs" className="quiet">
        {props.label}
      </Text>
      <Text size="sm" fw={props.isStrong === true ? 500 : 400} style={{ overflowWrap: 'anywhere' }}>
        {valueWords(props.value)}
      </Text>
    </Stack>
  );
}

/** Every decision can be taken back from its notice. */
function useDeciding(): (conflict: Conflict, decision: Decision) => void {
  const { mutate } = useDecideConflict();
  const { mutate: revert } = useRevertConflict();
  const mayDecide = useMay('rules.write');
  return useMemo(() => {
    return ({ id }, decision) => {
      if (!mayDecide) return;
      const go = (): void => revert(id, { onSuccess: () => tell(words.reopened) });
      mutate(
        { id, decision },
        { onSuccess: () => tell(words.decided[decision], { label: words.undo, go }) },
      );
    };
  }, [mayDecide, mutate, revert]);
}
