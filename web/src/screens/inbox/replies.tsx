// Replies: a list by key, and the chosen one with everything about it.
import {
  Badge,
  Grid,
  Group,
  NavLink,
  Paper,
  ScrollArea,
  SegmentedControl,
  Select,
  Skeleton,
  Stack,
  Text,
} from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useCallback, useMemo, useRef, useState } from 'react';
import { inboxQuery, type Received } from '../../api/inbox.ts';
import { useMay, useSession } from '../../api/session.ts';
import { Empty } from '../../parts/empty.tsx';
import { useLetterKeys } from '../../parts/letter-keys.ts';
import { MoreButton } from '../../parts/more-button.tsx';
import { Trouble } from '../../parts/trouble.tsx';
import { When } from '../../parts/when.tsx';
import { inbox as words } from '../../texts/inbox.ts';
import { intentColours, kindColours } from './colours.ts';
import { receivedStates, type InboxSearch } from './places.ts';
import { Reply } from './reply.tsx';
import { snoozeTimes } from './snooze-times.ts';
import { useHandling } from './handling.ts';

export function Replies() {
  const search = useSearch({ from: '/shell/inbox' });
  const { user } = useSession();
  const state = search.state ?? 'open';
  const filter = {
    state,
    kind: search.all === true ? null : ('human' as const),
    assignee: search.mine === true ? user.email : null,
  };
  const list = useInfiniteQuery(inboxQuery(filter));
  const items = useMemo(() => list.data?.pages.flatMap((page) => page.items) ?? [], [list.data]);
  const [place, setPlace] = useState(0);
  const at = Math.max(0, Math.min(place, items.length - 1));
  const shown = items[at];
  const answer = useRef<HTMLTextAreaElement>(null);
  const handle = useHandling();
  const mayWrite = useMay('inbox.write');
  useLetterKeys(
    useMemo(() => {
      const act = (go: (item: Received) => void) => () => {
        if (mayWrite && shown !== undefined) go(shown);
      };
      return {
        j: () => setPlace(Math.min(at + 1, items.length - 1)),
        k: () => setPlace(Math.max(at - 1, 0)),
        e: act((item) => handle(item, item.state === 'done' ? 'reopen' : 'done')),
        z: act((item) => handle(item, { until: snoozeTimes(new Date()).tomorrow })),
        // After the key itself, so that the letter is not typed.
        r: act(() => window.setTimeout(() => answer.current?.focus())),
      };
    }, [at, handle, items.length, mayWrite, shown]),
  );
  const choose = useCallback((index: number) => setPlace(index), []);
  return (
    <Stack gap="sm">
      <Filters search={search} />
      {list.error === null ? null : (
        <Trouble error={list.error} onRetry={() => void list.refetch()} />
      )}
      {list.isPending ? <Skeleton h={420} /> : null}
      {list.isSuccess && shown === undefined ? (
        <Empty title={words.noneTitle[state]} help={words.noneHelp} />
      ) : null}
      {shown === undefined ? null : (
        <Grid gap="md">
          <Grid.Col span={{ base: 12, md: 4 }}>
            <Paper p={4} component="nav" aria-label={words.list}>
              <ScrollArea.Autosize mah={{ base: 200, md: 640 }}>
                {items.map((item, index) => (
                  <Line
                    key={item.id}
                    item={item}
                    isShown={index === at}
                    index={index}
                    onChoose={choose}
                  />
                ))}
                <MoreButton list={list} />
              </ScrollArea.Autosize>
            </Paper>
            <Text size="xs" className="quiet" mt="xs" visibleFrom="md">
              {words.keys}
            </Text>
          </Grid.Col>
          <Grid.Col span={{ base: 12, md: 8 }}>
            <Reply key={shown.id} item={shown} answerRef={answer} onHandle={handle} />
          </Grid.Col>
        </Grid>
      )}
    </Stack>
  );
}

function Line(props: {
  item: Received;
  index: number;
  isShown: boolean;
  onChoose: (index: number) => void;
}) {
  const { item, index, isShown, onChoose } = props;
  return (
    <NavLink
      component="button"
      active={isShown}
      aria-current={isShown}
      label={
        <Group justify="space-between" wrap="nowrap" gap="xs">
          <Text size="sm" fw={500} truncate>
            {item.personName ?? item.fromName ?? item.from ?? words.unnamed}
          </Text>
          <Text size="xs" className="quiet" style={{ whiteSpace: 'nowrap' }}>
            <When at={item.receivedAt} />
          </Text>
        </Group>
      }
      description={
        <Stack gap={2}>
          <Text size="xs" truncate>
            {item.excerpt ?? words.erased}
          </Text>
          <Labels item={item} />
        </Stack>
      }
      onClick={() => onChoose(index)}
    />
  );
}

export function Labels({ item }: { item: Received }) {
  return (
    <Group gap={4}>
      {item.channel === 'email' ? null : <Badge color="gray">{words.channels.sms}</Badge>}
      {item.kind === 'human' ? null : (
        <Badge color={kindColours[item.kind]}>{words.kindNames[item.kind]}</Badge>
      )}
      {item.intent === null || item.intent === 'other' ? null : (
        <Badge color={intentColours[item.intent]}>{words.intents[item.intent]}</Badge>
      )}
    </Group>
  );
}

function Filters({ search }: { search: InboxSearch }) {
  const navigate = useNavigate();
  const go = (next: InboxSearch): void => void navigate({ to: '/inbox', search: next });
  const { all: _all, ...withoutAll } = search;
  const { mine: _mine, ...withoutMine } = search;
  return (
    <Group gap="sm">
      <SegmentedControl
        size="xs"
        aria-label={words.list}
        data={receivedStates.map((value) => ({ value, label: words.states[value] }))}
        value={search.state ?? 'open'}
        onChange={(value) => {
          const state = receivedStates.find((each) => each === value);
          if (state !== undefined) go({ ...search, state });
        }}
      />
      <Select
        size="xs"
        w={180}
        aria-label={words.kind}
        allowDeselect={false}
        data={[
          { value: 'human', label: words.kinds.human },
          { value: 'all', label: words.everyKind },
        ]}
        value={search.all === true ? 'all' : 'human'}
        onChange={(value) => go(value === 'all' ? { ...search, all: true } : withoutAll)}
      />
      <Select
        size="xs"
        w={140}
        aria-label={words.whose}
        allowDeselect={false}
        data={[
          { value: 'all', label: words.everybodys },
          { value: 'mine', label: words.mine },
        ]}
        value={search.mine === true ? 'mine' : 'all'}
        onChange={(value) => go(value === 'mine' ? { ...search, mine: true } : withoutMine)}
      />
    </Group>
  );
}
