// Edge cases that a pilot met, each with the way to where it is decided.
import { Badge, Group, Stack, Text } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { findingsQuery, type Comparison } from '../../api/insight.ts';
import { LinkTo } from '../../parts/link-to.tsx';
import { MoreButton } from '../../parts/more-button.tsx';
import { countWords } from '../../parts/number-words.ts';
import { Section } from '../../parts/section.tsx';
import { When } from '../../parts/when.tsx';
import { texts } from '../../texts/en.ts';
import { insight as words } from '../../texts/insight.ts';

const tabs = { parked: 'parked', conflict: 'conflicts', review: 'matches' } as const;
const kinds = ['parked', 'conflict', 'review'] as const;

export function Findings(props: { pilotId: string; counts: Comparison['findings'] }) {
  const list = useInfiniteQuery(findingsQuery(props.pilotId));
  const items = list.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Section
      title={words.met}
      empty={list.isSuccess && items.length === 0 ? words.noneMet : null}
      aside={
        <Group gap="xs">
          {kinds.map((kind) => (
            <Badge key={kind} color="gray">
              {words.metKinds[kind]}: {countWords(props.counts[kind])}
            </Badge>
          ))}
        </Group>
      }
    >
      <Text size="sm" className="quiet">
        {words.metHelp}
      </Text>
      <Stack gap="xs">
        {items.map((item) => (
          <Group key={`${item.kind}-${item.id}`} justify="space-between" wrap="nowrap">
            <Stack gap={0} miw={0}>
              <Group gap="xs">
                <LinkTo to="/people/$id" params={{ id: item.personId }} size="sm" fw={500}>
                  {item.personName ?? texts.people.unnamed}
                </LinkTo>
                <LinkTo to="/review" search={{ tab: tabs[item.kind] }} size="sm">
                  {words.metKinds[item.kind]}
                </LinkTo>
              </Group>
              <Text size="sm">{item.because}</Text>
            </Stack>
            <Group gap="xs" wrap="nowrap">
              <Text size="xs" className="quiet">
                <When at={item.at} />
              </Text>
              <Badge color={item.isOpen ? 'orange' : 'gray'}>
                {item.isOpen ? words.isOpen : words.isDecided}
              </Badge>
            </Group>
          </Group>
        ))}
        <MoreButton list={list} />
      </Stack>
    </Section>
  );
}
