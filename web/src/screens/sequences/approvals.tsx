// What waits for somebody's yes: each message as it would be sent, approved by one key.
import { Badge, Button, Group, Kbd, Paper, Skeleton, Stack, Text, Title } from '@mantine/core';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { runOfOursQuery, useApproveRun, type RunWord } from '../../api/enrolling.ts';
import { tasksQuery, type Task } from '../../api/inbox.ts';
import { previewQuery, sequenceQuery } from '../../api/sequences.ts';
import { useMay } from '../../api/session.ts';
import { Empty } from '../../parts/empty.tsx';
import { useLetterKeys } from '../../parts/letter-keys.ts';
import { LinkTo } from '../../parts/link-to.tsx';
import { MoreButton } from '../../parts/more-button.tsx';
import { tell } from '../../parts/told.tsx';
import { Trouble } from '../../parts/trouble.tsx';
import { When } from '../../parts/when.tsx';
import { sequences as words } from '../../texts/sequences.ts';
import { PreviewedSteps } from './previewed-step.tsx';
import { RunDialog } from './runs.tsx';

export function Approvals() {
  const list = useInfiniteQuery(tasksQuery({ kind: 'approve', assignee: null }));
  const tasks = useMemo(
    () =>
      (list.data?.pages.flatMap((page) => page.items) ?? []).filter(
        (task) => task.enrollmentId !== null,
      ),
    [list.data],
  );
  const [place, setPlace] = useState(0);
  const at = Math.max(0, Math.min(place, tasks.length - 1));
  const [asked, setAsked] = useState<{ run: { id: string }; word: RunWord } | null>(null);
  const { mutate: approve } = useApproveRun();
  const mayWrite = useMay('outreach.write');
  const enrollmentId = tasks[at]?.enrollmentId ?? null;
  useLetterKeys(
    useMemo(() => {
      const act = (go: (id: string) => void) => () => {
        if (mayWrite && enrollmentId !== null) go(enrollmentId);
      };
      return {
        j: () => setPlace(Math.min(at + 1, tasks.length - 1)),
        k: () => setPlace(Math.max(at - 1, 0)),
        a: act((id) => approve(id, { onSuccess: () => tell(words.approved) })),
        x: act((id) => setAsked({ run: { id }, word: 'stop' })),
      };
    }, [approve, at, enrollmentId, mayWrite, tasks.length]),
  );
  if (list.error !== null)
    return <Trouble error={list.error} onRetry={() => void list.refetch()} />;
  if (list.isPending) return <Skeleton h={320} />;
  if (tasks.length === 0) {
    return <Empty title={words.approveNoneTitle} help={words.approveNoneHelp} />;
  }
  return (
    <Stack gap="sm">
      <Group justify="space-between">
        <Text size="xs" className="quiet" visibleFrom="sm">
          {words.approveKeys}
        </Text>
        {mayWrite && tasks.length > 1 ? <ApproveAll tasks={tasks} /> : null}
      </Group>
      {tasks.map((task, index) => (
        <ApprovalCard
          key={task.id}
          task={task}
          isChosen={index === at}
          onChoose={() => setPlace(index)}
          onRefuse={(id) => setAsked({ run: { id }, word: 'stop' })}
        />
      ))}
      <MoreButton list={list} />
      <RunDialog asked={asked} onClose={() => setAsked(null)} />
    </Stack>
  );
}

/** One after the other, so that one refusal leaves the rest as they are. */
function ApproveAll({ tasks }: { tasks: readonly Task[] }) {
  const approve = useApproveRun();
  const [isRunning, setRunning] = useState(false);
  const go = async (): Promise<void> => {
    setRunning(true);
    let count = 0;
    for (const { enrollmentId } of tasks) {
      if (enrollmentId === null) continue;
      // What is refused says so in a notice of its own.
      const isDone = await approve.mutateAsync(enrollmentId).then(
        () => true,
        () => false,
      );
      if (isDone) count += 1;
    }
    setRunning(false);
    tell(words.approvedAll(count));
  };
  return (
    <Button variant="default" loading={isRunning} onClick={() => void go()}>
      {words.approveAll(tasks.length)}
    </Button>
  );
}

function ApprovalCard(props: {
  task: Task;
  isChosen: boolean;
  onChoose: () => void;
  onRefuse: (enrollmentId: string) => void;
}) {
  const { task, isChosen, onChoose, onRefuse } = props;
  const approve = useApproveRun();
  const mayWrite = useMay('outreach.write');
  const enrollmentId = task.enrollmentId ?? '';
  const name = task.personName ?? words.unnamed;
  return (
    <Paper
      component="article"
      p="sm"
      className="choice"
      data-chosen={isChosen || undefined}
      aria-label={name}
      onClick={onChoose}
    >
      <Stack gap="sm">
        <Group justify="space-between" align="flex-start">
          <Stack gap={0}>
            <Title order={2} size="h3">
              {task.personId === null ? (
                name
              ) : (
                <LinkTo to="/people/$id" params={{ id: task.personId }} inherit>
                  {name}
                </LinkTo>
              )}
            </Title>
            <Text size="xs" className="quiet">
              {task.because} · {words.due} <When at={task.dueAt} />
            </Text>
          </Stack>
          {mayWrite ? (
            <Group gap="xs">
              <Button variant="default" onClick={() => onRefuse(enrollmentId)}>
                {words.notThis}
              </Button>
              <Button
                loading={approve.isPending}
                rightSection={
                  isChosen ? (
                    <Kbd size="xs" visibleFrom="sm">
                      a
                    </Kbd>
                  ) : null
                }
                onClick={() =>
                  approve.mutate(enrollmentId, { onSuccess: () => tell(words.approved) })
                }
              >
                {words.approve}
              </Button>
            </Group>
          ) : null}
        </Group>
        {isChosen ? <AsSent enrollmentId={enrollmentId} /> : null}
      </Stack>
    </Paper>
  );
}

/** The very next step of the run, as it would go. */
function AsSent({ enrollmentId }: { enrollmentId: string }) {
  const run = useQuery(runOfOursQuery(enrollmentId)).data;
  const sequenceId = run?.sequenceId ?? '';
  const whole = useQuery({ ...sequenceQuery(sequenceId), enabled: run !== undefined }).data;
  // What is in force, not a draft that somebody writes at.
  const version = whole?.sequence.version ?? null;
  const preview = useQuery({
    ...previewQuery(
      sequenceId,
      { version: version ?? 1 },
      {
        personId: run?.personId ?? '',
        mailboxId: run?.mailboxId ?? null,
        jobId: run?.jobId ?? null,
      },
    ),
    enabled: version !== null,
  });
  if (preview.error !== null) return <Trouble error={preview.error} />;
  if (run === undefined || preview.data === undefined) return <Skeleton h={120} />;
  const steps = preview.data.steps.slice(run.position, run.position + 1);
  return (
    <Stack gap="xs">
      <Group gap="xs">
        <Badge color="gray">{run.sequence}</Badge>
        <Text size="xs" className="quiet">
          {words.enrolledBy(run.enrolledBy)}
        </Text>
      </Group>
      <PreviewedSteps
        sequenceId={run.sequenceId}
        preview={{ ...preview.data, steps }}
        as={{ personId: run.personId, mailboxId: run.mailboxId, jobId: run.jobId }}
        placeBefore={run.position}
      />
    </Stack>
  );
}
