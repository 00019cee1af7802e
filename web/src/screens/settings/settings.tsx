// Settings: rules with their history, people and access, data, and what is on record. One part at a time.
import { Grid, NavLink, Paper, Select, Stack, Text } from '@mantine/core';
import { useNavigate, useSearch } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useSession, type Permission } from '../../api/session.ts';
import { Page } from '../../parts/page.tsx';
import { settings as words } from '../../texts/settings.ts';
import { Webhooks } from '../sync/webhooks.tsx';
import { Account } from './account.tsx';
import { Audit } from './audit.tsx';
import { Keys } from './keys.tsx';
import { MappingEditor } from './mapping/mapping-editor.tsx';
import { MatchForm } from './rules/match-form.tsx';
import { PauseForm } from './rules/pause-form.tsx';
import { RulePage } from './rules/rule-page.tsx';
import { StatusForm } from './rules/status-form.tsx';
import { BrakeForm, RetentionForm, StageMovesForm, TimelineForm } from './rules/sync-forms.tsx';
import { settingsGroups, type SettingsTab } from './settings-search.ts';
import { Users } from './users.tsx';
import { Workspaces } from './workspaces.tsx';

/** What is not named needs only a look at the rules. */
const needs: Partial<Record<SettingsTab, Permission>> = {
  users: 'users.read',
  keys: 'keys.write',
  webhooks: 'sync.read',
  audit: 'audit.read',
};
const groups = Object.keys(settingsGroups) as (keyof typeof settingsGroups)[];

export function Settings() {
  const { tab = 'mapping' } = useSearch({ from: '/shell/settings' });
  const { permissions } = useSession();
  const navigate = useNavigate();
  const mayOpen = (each: SettingsTab): boolean =>
    permissions.includes(needs[each] ?? (each === 'account' ? 'people.read' : 'rules.read'));
  const go = (next: SettingsTab): void => void navigate({ to: '/settings', search: { tab: next } });
  const shown = groups.map((group) => {
    return { group, tabs: settingsGroups[group].filter((each) => mayOpen(each)) };
  });
  return (
    <Page title={words.title}>
      <Grid gap="md">
        <Grid.Col span={3} visibleFrom="md">
          <Paper p={4} component="nav" aria-label={words.title}>
            {shown.map(({ group, tabs }) => (
              <Stack key={group} gap={0} mb={6}>
                {tabs.length === 0 ? null : (
                  <Text size="xs" className="quiet" px={8} pt={6}>
                    {words.groups[group]}
                  </Text>
                )}
                {tabs.map((each) => (
                  <NavLink
                    key={each}
                    component="button"
                    py={5}
                    active={each === tab}
                    aria-current={each === tab ? 'page' : undefined}
                    label={words.tabs[each]}
                    onClick={() => go(each)}
                  />
                ))}
              </Stack>
            ))}
          </Paper>
        </Grid.Col>
        <Grid.Col span={12} hiddenFrom="md">
          <Select
            aria-label={words.where}
            allowDeselect={false}
            value={tab}
            data={shown.map(({ group, tabs }) => ({
              group: words.groups[group],
              items: tabs.map((each) => ({ value: each, label: words.tabs[each] })),
            }))}
            onChange={(next) => {
              const chosen = shown.flatMap(({ tabs }) => tabs).find((each) => each === next);
              if (chosen !== undefined) go(chosen);
            }}
          />
        </Grid.Col>
        <Grid.Col span={{ base: 12, md: 9 }}>
          <Part key={tab} tab={tab} />
        </Grid.Col>
      </Grid>
    </Page>
  );
}

function Part({ tab }: { tab: SettingsTab }): ReactNode {
  switch (tab) {
    case 'mapping':
      return <MappingEditor />;
    case 'match':
      return <RulePage kind="match" form={MatchForm} />;
    case 'pause':
      return <RulePage kind="pause" canTry form={PauseForm} />;
    case 'status':
      return <RulePage kind="status" canTry form={StatusForm} />;
    case 'timeline':
      return <RulePage kind="timeline" form={TimelineForm} />;
    case 'stage_moves':
      return <RulePage kind="stage_moves" canTry form={StageMovesForm} />;
    case 'brake':
      return <RulePage kind="brake" form={BrakeForm} />;
    case 'retention':
      return <RulePage kind="retention" form={RetentionForm} />;
    case 'users':
      return <Users />;
    case 'keys':
      return <Keys />;
    case 'workspaces':
      return <Workspaces />;
    case 'account':
      return <Account />;
    case 'webhooks':
      return <Webhooks />;
    case 'audit':
      return <Audit />;
  }
}
