// Get started: the set-up in steps. What is done is read from the server, so one can leave and come back.
import { Badge, Button, Grid, Group, NavLink, Paper, Skeleton, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useEffect, type ReactNode } from 'react';
import { usersQuery } from '../../api/access.ts';
import { homePilotsQuery } from '../../api/home.ts';
import { mailboxesQuery } from '../../api/mailboxes.ts';
import { jobsQuery, mappingQuery, rulesQuery } from '../../api/start.ts';
import { connectionQuery, preflightQuery } from '../../api/sync.ts';
import { Page } from '../../parts/page.tsx';
import { Section } from '../../parts/section.tsx';
import { start as words } from '../../texts/start.ts';
import { Checks } from '../sync/checks.tsx';
import { ConnectLever } from './connect-lever.tsx';
import { Fields } from './fields.tsx';
import { Jobs } from './jobs.tsx';
import { Rules } from './rules.tsx';
import { Mailboxes } from './mailboxes.tsx';
import { Pilot } from './pilot.tsx';
import { optionalSteps, startSteps, type StartStep } from './steps.ts';
import { SwitchOn } from './switch-on.tsx';
import { UsersMatched } from './users-matched.tsx';

export function Start() {
  const done = useDone();
  const { step } = useSearch({ from: '/shell/start' });
  const navigate = useNavigate();
  const open =
    done === undefined
      ? undefined
      : (startSteps.find((each) => !done[each] && !optionalSteps.includes(each)) ?? 'on');
  const shown = step ?? open;
  // Once opened a step stays until the person goes on: what it answers is to be read.
  useEffect(() => {
    if (step !== undefined || open === undefined) return;
    void navigate({ to: '/start', search: { step: open }, replace: true });
  }, [navigate, open, step]);
  if (done === undefined || shown === undefined) {
    return <Skeleton h={360} maw={1280} mx="auto" />;
  }
  const go = (next: StartStep): void => void navigate({ to: '/start', search: { step: next } });
  const at = startSteps.indexOf(shown);
  const before = startSteps[at - 1];
  const after = startSteps[at + 1];
  return (
    <Page title={words.title}>
      <Grid gap="md">
        <Grid.Col span={{ base: 12, md: 3 }}>
          <Paper p={4} component="nav" aria-label={words.title}>
            {startSteps.map((each, index) => (
              <NavLink
                key={each}
                component="button"
                active={each === shown}
                aria-current={each === shown ? 'step' : undefined}
                label={`${index + 1}. ${words.steps[each]}`}
                rightSection={<StepMark step={each} isDone={done[each]} />}
                onClick={() => go(each)}
              />
            ))}
          </Paper>
          <Text size="xs" className="quiet" mt="xs">
            {words.intro}
          </Text>
        </Grid.Col>
        <Grid.Col span={{ base: 12, md: 9 }}>
          <Stack gap="md">
            <Step step={shown} />
            <Group justify="space-between">
              {before === undefined ? (
                <span />
              ) : (
                <Button variant="default" onClick={() => go(before)}>
                  {words.back}
                </Button>
              )}
              {after === undefined ? null : (
                <Button variant={done[shown] ? 'filled' : 'default'} onClick={() => go(after)}>
                  {words.next}
                </Button>
              )}
            </Group>
          </Stack>
        </Grid.Col>
      </Grid>
    </Page>
  );
}

function StepMark({ step, isDone }: { step: StartStep; isDone: boolean }) {
  if (isDone) return <Badge color="green">{words.isDone}</Badge>;
  return optionalSteps.includes(step) ? <Badge color="gray">{words.isOptional}</Badge> : null;
}

function Step({ step }: { step: StartStep }): ReactNode {
  switch (step) {
    case 'lever':
      return <ConnectLever />;
    case 'checks':
      return (
        <>
          <Text size="sm">{words.checksHelp}</Text>
          <Checks />
        </>
      );
    case 'users':
      return <UsersMatched />;
    case 'jobs':
      return <Jobs />;
    case 'fields':
      return <Fields />;
    case 'rules':
      return <Rules />;
    case 'mail':
      return <Mailboxes />;
    case 'pilot':
      return <Pilot />;
    case 'on':
      return (
        <Section title={words.steps.on}>
          <SwitchOn />
        </Section>
      );
  }
}

/** Read from what stands on the server, not from what was clicked. */
function useDone(): Record<StartStep, boolean> | undefined {
  const connection = useQuery(connectionQuery).data;
  const report = useQuery(preflightQuery).data;
  const jobs = useQuery(jobsQuery).data;
  const mapping = useQuery(mappingQuery).data;
  const users = useQuery(usersQuery).data?.items ?? [];
  const mailboxes = useQuery(mailboxesQuery).data?.items ?? [];
  const pilots = useQuery(homePilotsQuery).data?.items ?? [];
  const rules = [
    useQuery(rulesQuery('pause')).data,
    useQuery(rulesQuery('match')).data,
    useQuery(rulesQuery('retention')).data,
  ];
  if (connection === undefined || report === undefined || jobs === undefined) return undefined;
  const state = connection.connection?.state;
  return {
    lever: state !== undefined && state !== 'unauthorized',
    checks: report.report !== null && report.report.result !== 'fail',
    users: users.length > 0 && users.every((user) => user.leverUserId !== null),
    mail: mailboxes.some((mailbox) => mailbox.state === 'on'),
    pilot: pilots.some((pilot) => pilot.state === 'planned' || pilot.state === 'running'),
    jobs: jobs.items.some((job) => job.postingId !== ''),
    fields: (mapping?.version ?? 0) > 0,
    rules: rules.every((each) => (each?.current.version ?? 0) > 0),
    on: state === 'on',
  };
}
