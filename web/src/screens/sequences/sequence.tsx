// One sequence: its steps to write, the people in it, what came of it, its versions.
import { Badge, Group, Skeleton, Stack, Tabs, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { sequenceQuery, type SequenceWhole } from '../../api/sequences.ts';
import { LinkTo } from '../../parts/link-to.tsx';
import { Page } from '../../parts/page.tsx';
import { Trouble } from '../../parts/trouble.tsx';
import { sequences as words } from '../../texts/sequences.ts';
import { Builder } from './builder.tsx';
import { Results } from './results.tsx';
import { Runs } from './runs.tsx';
import { StateActions } from './state-actions.tsx';
import { stateColours } from './state-colours.ts';
import './sequences.css';
import { sequenceTabs } from './tabs.ts';
import { Tracking } from './tracking.tsx';
import { Versions } from './versions.tsx';

export function SequencePage() {
  const { id } = useParams({ from: '/shell/sequences/$id' });
  const found = useQuery(sequenceQuery(id));
  if (found.error !== null && found.data === undefined) {
    return <Trouble error={found.error} onRetry={() => void found.refetch()} />;
  }
  if (found.data === undefined) return <Skeleton h={420} maw={1280} mx="auto" />;
  return <Shown key={id} whole={found.data} />;
}

function Shown({ whole }: { whole: SequenceWhole }) {
  const { sequence } = whole;
  const { tab = 'steps' } = useSearch({ from: '/shell/sequences/$id' });
  const navigate = useNavigate();
  return (
    <Page title={sequence.name} actions={<StateActions whole={whole} />}>
      <Stack gap="xs">
        <Group gap="xs">
          <LinkTo to="/sequences" size="sm">
            {words.back}
          </LinkTo>
          <Badge color={stateColours[sequence.state]}>{words.states[sequence.state]}</Badge>
          <Text size="xs" className="quiet">
            {sequence.ownerEmail}
          </Text>
        </Group>
        <Tabs
          value={tab}
          keepMounted={false}
          onChange={(next) => {
            const chosen = sequenceTabs.find((each) => each === next);
            if (chosen === undefined) return;
            const to = { params: { id: sequence.id }, search: { tab: chosen } };
            void navigate({ to: '/sequences/$id', ...to });
          }}
        >
          <Tabs.List mb="md">
            {sequenceTabs.map((each) => (
              <Tabs.Tab key={each} value={each}>
                {words.detailTabs[each]}
              </Tabs.Tab>
            ))}
          </Tabs.List>
          <Tabs.Panel value="steps">
            <Builder whole={whole} />
          </Tabs.Panel>
          <Tabs.Panel value="people">
            <Runs whole={whole} />
          </Tabs.Panel>
          <Tabs.Panel value="results">
            <Stack gap="md">
              <Results sequence={sequence} />
              <Tracking sequenceId={sequence.id} />
            </Stack>
          </Tabs.Panel>
          <Tabs.Panel value="versions">
            <Versions sequence={sequence} />
          </Tabs.Panel>
        </Tabs>
      </Stack>
    </Page>
  );
}
