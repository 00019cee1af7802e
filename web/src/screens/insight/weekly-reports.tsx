// The reports that were kept at the end of each week.
import { Accordion, Badge, Group, Text } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { reportsQuery } from '../../api/insight.ts';
import { MoreButton } from '../../parts/more-button.tsx';
import { Section } from '../../parts/section.tsx';
import { When } from '../../parts/when.tsx';
import { insight as words } from '../../texts/insight.ts';
import { adviceColours } from './pilot-words.ts';

export function WeeklyReports({ pilotId }: { pilotId: string }) {
  const list = useInfiniteQuery(reportsQuery(pilotId));
  const items = list.data?.pages.flatMap((page) => page.items) ?? [];
  const isEmpty = list.isSuccess && items.length === 0;
  return (
    <Section title={words.weekly} empty={isEmpty ? words.noWeekly : null}>
      <Accordion order={3}>
        {items.map(({ week, body, text, madeAt }) => (
          <Accordion.Item key={week} value={String(week)}>
            <Accordion.Control>
              <Group gap="xs">
                <Text size="sm" fw={500}>
                  {words.weekOf(week)}
                </Text>
                <Badge color={adviceColours[body.advice]}>{words.advice[body.advice]}</Badge>
                <Text size="xs" className="quiet">
                  <When at={madeAt} />
                </Text>
              </Group>
            </Accordion.Control>
            <Accordion.Panel>
              <Text size="sm" className="report-text">
                {text}
              </Text>
            </Accordion.Panel>
          </Accordion.Item>
        ))}
      </Accordion>
      <MoreButton list={list} />
    </Section>
  );
}
