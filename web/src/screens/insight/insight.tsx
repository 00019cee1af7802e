// Insight: the numbers with how sure they are, the responses, and the pilots.
import { Button, Group, Menu, Tabs } from '@mantine/core';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { exportLink, type Report } from '../../api/insight.ts';
import { Page } from '../../parts/page.tsx';
import { insight as words } from '../../texts/insight.ts';
import { Filters } from './filters.tsx';
import './insight.css';
import { Numbers } from './numbers.tsx';
import { Pilots } from './pilots.tsx';
import { filterOf, insightTabs, type InsightSearch } from './places.ts';
import { ResponseTable } from './response-table.tsx';

export function Insight() {
  const search = useSearch({ from: '/shell/insight' });
  const { tab = 'numbers' } = search;
  const navigate = useNavigate();
  return (
    <Page title={words.title} actions={tab === 'pilots' ? null : <Taking search={search} />}>
      <Tabs
        className="no-print-tabs"
        value={tab}
        keepMounted={false}
        onChange={(next) => {
          const chosen = insightTabs.find((each) => each === next);
          if (chosen === undefined) return;
          const { pilot: _pilot, ...rest } = search;
          void navigate({ to: '/insight', search: { ...rest, tab: chosen } });
        }}
      >
        <Tabs.List mb="md">
          {insightTabs.map((each) => (
            <Tabs.Tab key={each} value={each}>
              {words.tabs[each]}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value="numbers">
          <Filters search={search} />
          <Numbers filter={filterOf(search)} />
        </Tabs.Panel>
        <Tabs.Panel value="responses">
          <Filters search={search} />
          <ResponseTable filter={filterOf(search)} />
        </Tabs.Panel>
        <Tabs.Panel value="pilots">
          <Pilots pilotId={search.pilot ?? null} />
        </Tabs.Panel>
      </Tabs>
    </Page>
  );
}

const reports = ['weeks', 'jobs', 'sourcers', 'sources', 'responses', 'events'] as const;

/** The numbers as shown, to take along: as a table, or on paper. */
function Taking({ search }: { search: InsightSearch }) {
  const filter = filterOf(search);
  const link = (report: Report, format: 'csv' | 'json'): string =>
    exportLink(filter, { report, format });
  return (
    <Group gap="xs" className="no-print">
      <Menu position="bottom-end" width={260}>
        <Menu.Target>
          <Button variant="default">{words.exportAs}</Button>
        </Menu.Target>
        <Menu.Dropdown>
          {(['csv', 'json'] as const).map((format) => (
            <div key={format}>
              <Menu.Label>{words[format]}</Menu.Label>
              {reports.map((report) => (
                <Menu.Item
                  key={report}
                  component="a"
                  href={link(report, format)}
                  download={`${report}.${format}`}
                >
                  {words.reports[report]}
                </Menu.Item>
              ))}
            </div>
          ))}
        </Menu.Dropdown>
      </Menu>
      <Button variant="default" onClick={() => window.print()}>
        {words.print}
      </Button>
    </Group>
  );
}
