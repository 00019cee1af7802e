// Parked work: what was refused for good, why, the next step, and trying again or giving up.
import {
  Badge,
  Button,
  Group,
  Modal,
  Paper,
  Skeleton,
  Stack,
  Text,
  TextInput,
} from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { parkedQuery, useSettleParked, type Parked } from '../../api/review.ts';
import { useMay } from '../../api/session.ts';
import { Empty } from '../../parts/empty.tsx';
import { MoreButton } from '../../parts/more-button.tsx';
import { tell } from '../../parts/told.tsx';
import { Trouble } from '../../parts/trouble.tsx';
import { spaced } from '../../parts/value-words.ts';
import { When } from '../../parts/when.tsx';
import { texts } from '../../texts/en.ts';
import { review as words } from '../../texts/review.ts';

export function ParkedWork() {
  const list = useInfiniteQuery(parkedQuery);
  const parked = list.data?.pages.flatMap((page) => page.items) ?? [];
  const [asked, setAsked] = useState<Parked | null>(null);
  const settle = useSettleParked();
  const mayAct = useMay('rules.write');
  if (list.error !== null)
    return <Trouble error={list.error} onRetry={() => void list.refetch()} />;
  if (list.isPending) return <Skeleton h={240} />;
  if (parked.length === 0) return <Empty title={words.noParkedTitle} help={words.noParkedHelp} />;
  return (
    <Stack gap="xs">
      {parked.map((each) => (
        <Paper key={each.id} p="sm" component="article" aria-label={spaced(each.about)}>
          <Group justify="space-between" align="flex-start">
            <Stack gap={4} flex={1} miw={240}>
              <Group gap="xs">
                <Text size="sm" fw={600}>
                  {spaced(each.about)}
                </Text>
                <Badge color="gray">{words.kinds[each.kind]}</Badge>
                <Text size="xs" className="quiet">
                  <When at={each.since} />
                </Text>
              </Group>
              <Text size="sm">{each.because}</Text>
              <Text size="sm" className="quiet">
                {each.nextAction}
              </Text>
            </Stack>
            {mayAct ? (
              <Group gap="xs">
                <Button
                  variant="default"
                  onClick={() =>
                    settle.mutate(
                      { id: each.id, reason: null },
                      { onSuccess: () => tell(words.retried) },
                    )
                  }
                >
                  {words.retry}
                </Button>
                <Button variant="subtle" onClick={() => setAsked(each)}>
                  {words.dismiss}
                </Button>
              </Group>
            ) : null}
          </Group>
        </Paper>
      ))}
      <MoreButton list={list} />
      <Modal opened={asked !== null} onClose={() => setAsked(null)} title={words.dismissTitle}>
        {asked === null ? null : <GiveUp parked={asked} onDone={() => setAsked(null)} />}
      </Modal>
    </Stack>
  );
}

function GiveUp({ parked, onDone }: { parked: Parked; onDone: () => void }) {
  const [reason, setReason] = useState('');
  const settle = useSettleParked();
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        const done = (): void => {
          tell(words.dismissed);
          onDone();
        };
        settle.mutate({ id: parked.id, reason }, { onSuccess: done });
      }}
    >
      <Stack gap="sm">
        <Text size="sm">{parked.because}</Text>
        <TextInput
          label={words.reason}
          description={words.dismissHelp}
          required
          maxLength={1_000}
          data-autofocus
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onDone}>
            {texts.cancel}
          </Button>
          <Button type="submit" color="red" loading={settle.isPending}>
            {words.dismiss}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
