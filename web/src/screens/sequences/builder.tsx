// The builder: steps on the left, the same steps as people would get them on the right.
import { Alert, Button, Grid, Group, Menu, Stack, Text } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useMay } from '../../api/session.ts';
import {
  lintQuery,
  type LintProblem,
  type SequenceBody,
  type SequenceWhole,
  type Step,
} from '../../api/sequences.ts';
import { tell } from '../../parts/told.tsx';
import { sequences as words } from '../../texts/sequences.ts';
import { useDraft, useSettled, type Draft } from './draft.ts';
import { Preview } from './preview.tsx';
import { SequenceRules } from './sequence-rules.tsx';
import { copyOf, nextStep } from './starter.ts';
import { StepCard, type StepMove } from './step-card.tsx';

const lintPauseMs = 300;
const channels = ['email', 'linkedin', 'sms', 'call'] as const;

export function Builder({ whole }: { whole: SequenceWhole }) {
  const draft = useDraft(whole);
  const settled = useSettled(draft.body, lintPauseMs);
  const problems = useQuery(lintQuery(settled)).data?.problems ?? whole.problems;
  const mayWrite = useMay('outreach.write') && whole.sequence.state !== 'archived';
  return (
    <Grid gap="md">
      <Grid.Col span={{ base: 12, lg: 7 }}>
        <Stack gap="sm">
          <DraftLine draft={draft} whole={whole} problems={problems} />
          <fieldset disabled={!mayWrite} className="bare">
            <Steps draft={draft} problems={problems} />
          </fieldset>
        </Stack>
      </Grid.Col>
      <Grid.Col span={{ base: 12, lg: 5 }}>
        <Preview sequenceId={whole.sequence.id} body={settled} />
      </Grid.Col>
    </Grid>
  );
}

function DraftLine(props: {
  draft: Draft;
  whole: SequenceWhole;
  problems: readonly LintProblem[];
}) {
  const { draft, whole, problems } = props;
  const { version, publishedAt } = whole.newest;
  const kept = publishedAt === null ? words.draftSaved(version) : words.inForce(version);
  if (draft.state === 'overtaken') {
    return (
      <Alert color="orange" title={words.newerTitle}>
        <Group justify="space-between">
          <Text size="sm">{words.newerHelp}</Text>
          <Group gap="xs">
            <Button variant="default" onClick={draft.loadTheirs}>
              {words.loadTheirs}
            </Button>
            <Button onClick={() => draft.save(true)}>{words.keepMine}</Button>
          </Group>
        </Group>
      </Alert>
    );
  }
  return (
    <Group justify="space-between" mih={30}>
      <Text size="sm" className="quiet" role="status">
        {draft.state === 'saved' ? kept : draft.state === 'saving' ? words.saving : words.unsaved}
        {' · '}
        {problems.length === 0 ? words.fit : words.problemCount(problems.length)}
      </Text>
      {draft.state === 'failed' ? (
        <Group gap="xs">
          <Text size="sm" c="var(--mantine-color-red-light-color)" role="alert">
            {draft.because}
          </Text>
          <Button variant="default" onClick={() => draft.save()}>
            {words.saveNow}
          </Button>
        </Group>
      ) : null}
    </Group>
  );
}

function Steps({ draft, problems }: { draft: Draft; problems: readonly LintProblem[] }) {
  const { body, change } = draft;
  const put = (steps: Step[]): void => change({ ...body, steps });
  const move = (at: number, to: StepMove): void => {
    const step = body.steps[at];
    if (step === undefined) return;
    if (to === 'up') put(swapped(body.steps, at, at - 1));
    else if (to === 'down') put(swapped(body.steps, at, at + 1));
    else if (to === 'copy') put(body.steps.toSpliced(at + 1, 0, copyOf(body.steps, step)));
    else {
      const before: SequenceBody = body;
      put(body.steps.toSpliced(at, 1));
      tell(words.stepRemoved, { label: words.undo, go: () => change(before) });
    }
  };
  return (
    <Stack gap="sm">
      {body.steps.map((step, index) => (
        <StepCard
          key={step.id}
          step={step}
          index={index}
          body={body}
          problems={problems}
          onChange={(next) => put(body.steps.with(index, next))}
          onMove={(to) => move(index, to)}
        />
      ))}
      <Menu position="bottom-start">
        <Menu.Target>
          <Button
            variant="default"
            leftSection={<IconPlus size={14} aria-hidden />}
            style={{ alignSelf: 'flex-start' }}
          >
            {words.addStep}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {channels.map((channel) => (
            <Menu.Item
              key={channel}
              onClick={() => put([...body.steps, nextStep(body.steps, channel)])}
            >
              {words.channels[channel]}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      <SequenceRules body={body} problems={problems} onChange={change} />
    </Stack>
  );
}

function swapped(steps: readonly Step[], one: number, other: number): Step[] {
  const [first, second] = [steps[one], steps[other]];
  if (first === undefined || second === undefined) return [...steps];
  return steps.with(one, second).with(other, first);
}
