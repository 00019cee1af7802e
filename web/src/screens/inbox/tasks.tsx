// Tasks: what a person does by hand, with the text, the link and the number prepared.
import {
  Badge,
  Button,
  CopyButton,
  Group,
  Kbd,
  Paper,
  Select,
  Skeleton,
  Stack,
  Text,
  Title,
} from '@mantine/core';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import { taskQuery, tasksQuery, useAnswerTask, type Task, type TaskKind } from '../../api/inbox.ts';
import { useMay, useSession } from '../../api/session.ts';
import { Empty } from '../../parts/empty.tsx';
import { useLetterKeys } from '../../parts/letter-keys.ts';
import { LinkTo } from '../../parts/link-to.tsx';
import { MoreButton } from '../../parts/more-button.tsx';
import { tell } from '../../parts/told.tsx';
import { Trouble } from '../../parts/trouble.tsx';
import { When } from '../../parts/when.tsx';
import { inbox as words } from '../../texts/inbox.ts';
import { readContent } from './task-content.ts';

const kinds = Object.keys(words.taskKinds) as TaskKind[];

export function Tasks() {
  const { mine } = useSearch({ from: '/shell/inbox' });
  const { user } = useSession();
  const [kind, setKind] = useState<TaskKind | null>(null);
  const list = useInfiniteQuery(tasksQuery({ kind, assignee: mine === true ? user.email : null }));
  const tasks = useMemo(() => list.data?.pages.flatMap((page) => page.items) ?? [], [list.data]);
  const [place, setPlace] = useState(0);
  const at = Math.max(0, Math.min(place, tasks.length - 1));
  const answer = useAnswering();
  useLetterKeys(
    useMemo(
      () => ({
        j: () => setPlace(Math.min(at + 1, tasks.length - 1)),
        k: () => setPlace(Math.max(at - 1, 0)),
        d: () => answer(tasks[at], 'done'),
        s: () => answer(tasks[at], 'skip'),
      }),
      [answer, at, tasks],
    ),
  );
  return (
    <Stack gap="sm">
      <Filters kind={kind} isMine={mine === true} onKind={setKind} />
      {list.error === null ? null : (
        <Trouble error={list.error} onRetry={() => void list.refetch()} />
      )}
      {list.isPending ? <Skeleton h={320} /> : null}
      {list.isSuccess && tasks.length === 0 ? (
        <Empty title={words.noTasksTitle} help={words.noTasksHelp} />
      ) : null}
      {tasks.map((task, index) => (
        <TaskCard
          key={task.id}
          task={task}
          isChosen={index === at}
          onChoose={() => setPlace(index)}
          onAnswer={(word) => answer(task, word)}
        />
      ))}
      <MoreButton list={list} />
      {tasks.length === 0 ? null : (
        <Text size="xs" className="quiet" visibleFrom="md">
          {words.taskKeys}
        </Text>
      )}
    </Stack>
  );
}

function useAnswering(): (task: Task | undefined, word: 'done' | 'skip') => void {
  const { mutate } = useAnswerTask();
  const mayWrite = useMay('outreach.write');
  return useMemo(() => {
    return (task, word) => {
      if (task === undefined || !mayWrite) return;
      const told = word === 'done' ? words.taskIsDone : words.taskIsSkipped;
      mutate({ id: task.id, word }, { onSuccess: () => tell(told) });
    };
  }, [mayWrite, mutate]);
}

function Filters(props: {
  kind: TaskKind | null;
  isMine: boolean;
  onKind: (kind: TaskKind | null) => void;
}) {
  const navigate = useNavigate();
  return (
    <Group gap="sm">
      <Select
        size="xs"
        w={180}
        aria-label={words.kind}
        placeholder={words.anyTask}
        clearable
        data={kinds.map((value) => ({ value, label: words.taskKinds[value] }))}
        value={props.kind}
        onChange={props.onKind}
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
        value={props.isMine ? 'mine' : 'all'}
        onChange={(value) =>
          void navigate({
            to: '/inbox',
            search: value === 'mine' ? { tab: 'tasks', mine: true } : { tab: 'tasks' },
          })
        }
      />
    </Group>
  );
}

function TaskCard(props: {
  task: Task;
  isChosen: boolean;
  onChoose: () => void;
  onAnswer: (word: 'done' | 'skip') => void;
}) {
  const { task, isChosen, onChoose, onAnswer } = props;
  const mayWrite = useMay('outreach.write');
  const name = task.personName ?? words.unnamed;
  return (
    <Paper
      component="article"
      p="sm"
      className="choice"
      data-chosen={isChosen || undefined}
      aria-label={`${words.taskKinds[task.kind]}: ${name}`}
      onClick={onChoose}
    >
      <Stack gap="sm">
        <Group justify="space-between" align="flex-start">
          <Stack gap={2}>
            <Group gap="xs">
              <Badge color="gray">{words.taskKinds[task.kind]}</Badge>
              <Title order={2} size="h3">
                {task.personId === null ? (
                  name
                ) : (
                  <LinkTo to="/people/$id" params={{ id: task.personId }} inherit>
                    {name}
                  </LinkTo>
                )}
              </Title>
            </Group>
            <Text size="xs" className="quiet">
              {task.because} · {task.assignee} · {words.due} <When at={task.dueAt} />
            </Text>
          </Stack>
          {mayWrite ? (
            <Group gap="xs">
              <AnswerButton
                label={words.taskSkip}
                letter="s"
                isChosen={isChosen}
                onClick={() => onAnswer('skip')}
              />
              <AnswerButton
                label={task.kind === 'approve' ? words.taskApprove : words.taskDone}
                letter="d"
                isMain
                isChosen={isChosen}
                onClick={() => onAnswer('done')}
              />
            </Group>
          ) : null}
        </Group>
        {isChosen ? <Prepared task={task} /> : null}
      </Stack>
    </Paper>
  );
}

function AnswerButton(props: {
  label: string;
  letter: string;
  isChosen: boolean;
  isMain?: boolean;
  onClick: () => void;
}) {
  return (
    <Button
      variant={props.isMain === true ? 'filled' : 'default'}
      rightSection={
        props.isChosen ? (
          <Kbd size="xs" visibleFrom="sm">
            {props.letter}
          </Kbd>
        ) : null
      }
      onClick={(event) => {
        event.stopPropagation();
        props.onClick();
      }}
    >
      {props.label}
    </Button>
  );
}

function Prepared({ task }: { task: Task }) {
  const mayRead = useMay('inbox.read');
  const found = useQuery({ ...taskQuery(task.id), enabled: mayRead });
  if (!mayRead) return null;
  if (found.error !== null) return <Trouble error={found.error} />;
  if (found.data === undefined) return <Skeleton h={64} />;
  const { text, link, phone } = readContent(found.data.content);
  if (text === null && link === null && phone === null) {
    return task.kind === 'approve' ? (
      <LinkTo to="/sequences" search={{ tab: 'approve' }} size="sm">
        {words.seeApproval}
      </LinkTo>
    ) : (
      <Text size="sm" className="quiet">
        {words.noContent}
      </Text>
    );
  }
  return (
    <Stack gap="xs">
      {text === null ? null : (
        <Text size="sm" className="letter-quoted" aria-label={words.prepared}>
          {text}
        </Text>
      )}
      <Group gap="xs">
        {text === null ? null : (
          <CopyButton value={text}>
            {({ copied, copy }) => (
              <Button variant="default" onClick={copy}>
                {copied ? words.copied : words.copy}
              </Button>
            )}
          </CopyButton>
        )}
        {link === null ? null : (
          <Button
            component="a"
            variant="default"
            href={link}
            target="_blank"
            rel="noreferrer noopener"
          >
            {words.openProfile}
          </Button>
        )}
        {phone === null ? null : (
          <Button component="a" variant="default" href={`tel:${phone.replaceAll(/[^+\d]/gu, '')}`}>
            {words.call(phone)}
          </Button>
        )}
      </Group>
    </Stack>
  );
}
