// The events behind a number, one per person.
import { Skeleton, Stack, Table, Text } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { eventsQuery, type Behind, type KpiFilter } from '../api/insight.ts';
import { texts } from '../texts/en.ts';
import { share as words } from '../texts/share.ts';
import { LinkTo } from './link-to.tsx';
import { MoreButton } from './more-button.tsx';
import { spanWords } from './number-words.ts';
import { Trouble } from './trouble.tsx';
import { When } from './when.tsx';

export function BehindNumber({ filter, behind }: { filter: KpiFilter; behind: Behind }) {
  const list = useInfiniteQuery(eventsQuery(filter, behind));
  if (list.error !== null) {
    return <Trouble error={list.error} onRetry={() => void list.refetch()} />;
  }
  if (list.isPending) return <Skeleton h={160} />;
  const items = list.data.pages.flatMap((page) => page.items);
  if (items.length === 0) {
    return (
      <Text size="sm" className="quiet">
        {words.nobody}
      </Text>
    );
  }
  const hasSpan = items.some(({ seconds }) => seconds !== null);
  const hasCount = items.some(({ count }) => count !== 1);
  return (
    <Stack gap="sm">
      <Table>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{words.person}</Table.Th>
            <Table.Th>{words.when}</Table.Th>
            {hasSpan ? <Table.Th ta="right">{words.after}</Table.Th> : null}
            {hasCount ? <Table.Th ta="right">{words.times}</Table.Th> : null}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {items.map((item, index) => (
            <Table.Tr key={index}>
              <Table.Td>
                <LinkTo to="/people/$id" params={{ id: item.personId }} size="sm">
                  {item.personName ?? texts.people.unnamed}
                </LinkTo>
              </Table.Td>
              <Table.Td className="quiet">
                <When at={item.at} />
              </Table.Td>
              {hasSpan ? (
                <Table.Td ta="right">
                  {item.seconds === null ? texts.none : spanWords(item.seconds)}
                </Table.Td>
              ) : null}
              {hasCount ? <Table.Td ta="right">{item.count}</Table.Td> : null}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      <MoreButton list={list} />
    </Stack>
  );
}
