// The people in a sequence: where each one stands, what comes next, what holds it.
import {
  ActionIcon,
  Badge,
  Menu,
  Paper,
  ScrollArea,
  SegmentedControl,
  Skeleton,
  Stack,
  Table,
  Text,
  VisuallyHidden,
} from '@mantine/core';
import { IconDots } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import {
  runsQuery,
  useApproveRun,
  useChangeRun,
  type Run,
  type RunState,
  type RunWord,
} from '../../api/enrolling.ts';
import type { SequenceBody, SequenceWhole } from '../../api/sequences.ts';
import { useMay } from '../../api/session.ts';
import { Ask } from '../../parts/ask.tsx';
import { Empty } from '../../parts/empty.tsx';
import { LinkTo } from '../../parts/link-to.tsx';
import { MoreButton } from '../../parts/more-button.tsx';
import { tell } from '../../parts/told.tsx';
import { Trouble } from '../../parts/trouble.tsx';
import { When } from '../../parts/when.tsx';
import { texts } from '../../texts/en.ts';
import { sequences as words } from '../../texts/sequences.ts';
import { GoesAt } from './previewed-step.tsx';

const states = ['active', 'paused', 'stopped', 'finished'] as const;
const colours = { active: 'green', paused: 'orange', stopped: 'red', finished: 'gray' } as const;

export function Runs({ whole }: { whole: SequenceWhole }) {
  const [state, setState] = useState<RunState | null>(null);
  const list = useInfiniteQuery(runsQuery(whole.sequence.id, state));
  const [asked, setAsked] = useState<{ run: Run; word: RunWord } | null>(null);
  const runs = list.data?.pages.flatMap((page) => page.items) ?? [];
  const stepCount = (whole.newest.body as SequenceBody).steps.length;
  return (
    <Stack gap="sm">
      <SegmentedControl
        aria-label={words.state}
        style={{ alignSelf: 'flex-start' }}
        size="xs"
        data={[
          { value: '', label: words.allStates },
          ...states.map((value) => ({ value, label: words.runStates[value] })),
        ]}
        value={state ?? ''}
        onChange={(value) => setState(states.find((each) => each === value) ?? null)}
      />
      {list.error === null ? null : (
        <Trouble error={list.error} onRetry={() => void list.refetch()} />
      )}
      {list.isPending ? <Skeleton h={240} /> : null}
      {list.isSuccess && runs.length === 0 ? (
        <Empty title={words.peopleNoneTitle} help={words.peopleNoneHelp} />
      ) : null}
      {runs.length === 0 ? null : (
        <RunTable
          runs={runs}
          stepCount={stepCount}
          onAsk={(run, word) => setAsked({ run, word })}
        />
      )}
      <MoreButton list={list} />
      <RunDialog asked={asked} onClose={() => setAsked(null)} />
    </Stack>
  );
}

function RunTable(props: {
  runs: readonly Run[];
  stepCount: number;
  onAsk: (run: Run, word: RunWord) => void;
}) {
  return (
    <Paper p={0}>
      <ScrollArea>
        <Table>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{words.person}</Table.Th>
              <Table.Th>{words.state}</Table.Th>
              <Table.Th visibleFrom="sm">{words.place}</Table.Th>
              <Table.Th visibleFrom="sm">{words.next}</Table.Th>
              <Table.Th visibleFrom="md">{words.changed}</Table.Th>
              <Table.Th>
                <VisuallyHidden>{words.moreActions}</VisuallyHidden>
              </Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {props.runs.map((run) => (
              <RunRow key={run.id} {...props} run={run} />
            ))}
          </Table.Tbody>
        </Table>
      </ScrollArea>
    </Paper>
  );
}

function RunRow(props: { run: Run; stepCount: number; onAsk: (run: Run, word: RunWord) => void }) {
  const { run, stepCount, onAsk } = props;
  return (
    <Table.Tr>
      <Table.Td>
        <LinkTo to="/people/$id" params={{ id: run.personId }} size="sm" fw={500}>
          {run.personName ?? words.unnamed}
        </LinkTo>
        {run.because === null ? null : (
          <Text size="xs" className="quiet">
            {run.because}
          </Text>
        )}
      </Table.Td>
      <Table.Td>
        <Badge color={colours[run.state]}>{words.runStates[run.state]}</Badge>{' '}
        {run.approval === 'waiting' ? <Badge color="blue">{words.waitsForYes}</Badge> : null}
      </Table.Td>
      <Table.Td visibleFrom="sm">{words.placeOf(run.position, stepCount)}</Table.Td>
      <Table.Td visibleFrom="sm">
        {run.nextAt === null ? texts.none : <GoesAt at={run.nextAt} zone={run.zone} />}
      </Table.Td>
      <Table.Td visibleFrom="md" className="quiet">
        <When at={run.changedAt} />
      </Table.Td>
      <Table.Td ta="right">
        <RunMenu run={run} onAsk={onAsk} />
      </Table.Td>
    </Table.Tr>
  );
}

function RunMenu({ run, onAsk }: { run: Run; onAsk: (run: Run, word: RunWord) => void }) {
  const mayWrite = useMay('outreach.write');
  const approve = useApproveRun();
  const isOver = run.state === 'stopped' || run.state === 'finished';
  if (!mayWrite || isOver) return null;
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon
          variant="subtle"
          color="gray"
          aria-label={words.actionsFor(run.personName ?? words.unnamed)}
        >
          <IconDots size={16} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {run.approval === 'waiting' ? (
          <Menu.Item
            onClick={() => approve.mutate(run.id, { onSuccess: () => tell(words.approved) })}
          >
            {words.approve}
          </Menu.Item>
        ) : null}
        {run.state === 'active' ? (
          <Menu.Item onClick={() => onAsk(run, 'pause')}>{words.runPause}</Menu.Item>
        ) : (
          <Menu.Item onClick={() => onAsk(run, 'resume')}>{words.runResume}</Menu.Item>
        )}
        <Menu.Item color="red" onClick={() => onAsk(run, 'stop')}>
          {words.runStop}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

const titles = { pause: words.runPause, resume: words.runResume, stop: words.runStop } as const;

/** Every change of a run has a reason. */
export function RunDialog(props: {
  asked: { run: Pick<Run, 'id'>; word: RunWord } | null;
  onClose: () => void;
}) {
  const { asked, onClose } = props;
  const change = useChangeRun();
  const word = asked?.word ?? 'pause';
  return (
    <Ask
      isOpen={asked !== null}
      onClose={onClose}
      title={titles[word]}
      help={words.runHelp}
      label={words.because}
      isPending={change.isPending}
      onGiven={(because) => {
        if (asked === null) return;
        change.mutate(
          { id: asked.run.id, word, because },
          {
            onSuccess() {
              tell(words.runDone[word]);
              onClose();
            },
          },
        );
      }}
    />
  );
}
