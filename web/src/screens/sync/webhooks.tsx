// Webhooks to the sources: where they go, what was sent, what the receiver answered, and sending again.
import {
  Anchor,
  Badge,
  Button,
  Group,
  ScrollArea,
  Skeleton,
  Stack,
  Table,
  Text,
  VisuallyHidden,
} from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useSettleParked } from '../../api/review.ts';
import { useMay } from '../../api/session.ts';
import {
  deliveriesQuery,
  endpointsQuery,
  useRemoveEndpoint,
  type Delivery,
} from '../../api/sync.ts';
import { MoreButton } from '../../parts/more-button.tsx';
import { Section } from '../../parts/section.tsx';
import { tell } from '../../parts/told.tsx';
import { Trouble } from '../../parts/trouble.tsx';
import { spaced } from '../../parts/value-words.ts';
import { When } from '../../parts/when.tsx';
import { texts } from '../../texts/en.ts';
import { sync as words } from '../../texts/sync.ts';
import { AddEndpoint } from './add-endpoint.tsx';
import { OneDelivery } from './one-delivery.tsx';
import { Who } from './run-people.tsx';

const colours = { pending: 'blue', delivered: 'green', parked: 'orange', dismissed: 'gray' };

export function Webhooks() {
  return (
    <Stack gap="md">
      <Endpoints />
      <Deliveries />
    </Stack>
  );
}

function Endpoints() {
  const { data, error, refetch } = useQuery(endpointsQuery);
  const [isOpen, dialog] = useDisclosure(false);
  const remove = useRemoveEndpoint();
  const mayChange = useMay('rules.write');
  if (error !== null) return <Trouble error={error} onRetry={() => void refetch()} />;
  if (data === undefined) return <Skeleton h={96} />;
  const active = data.items.filter((endpoint) => endpoint.isActive);
  const aside = mayChange ? (
    <Button variant="default" onClick={dialog.open}>
      {words.addEndpoint}
    </Button>
  ) : null;
  return (
    <Section
      title={words.endpoints}
      aside={aside}
      empty={active.length === 0 ? words.noEndpoints : null}
    >
      <Stack gap="sm">
        {active.map((endpoint) => (
          <Group key={endpoint.id} justify="space-between" wrap="nowrap">
            <Stack gap={0} miw={0}>
              <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
                {endpoint.url}
              </Text>
              <Text size="xs" className="quiet">
                {endpoint.events.map(spaced).join(', ')}
              </Text>
            </Stack>
            {mayChange ? (
              <Button
                variant="subtle"
                onClick={() => remove.mutate(endpoint.id, { onSuccess: () => tell(words.removed) })}
              >
                {words.remove}
              </Button>
            ) : null}
          </Group>
        ))}
      </Stack>
      <AddEndpoint isOpen={isOpen} onClose={dialog.close} />
    </Section>
  );
}

function Deliveries() {
  const list = useInfiniteQuery(deliveriesQuery);
  const sent = list.data?.pages.flatMap((page) => page.items) ?? [];
  const [looked, setLooked] = useState<string | null>(null);
  if (list.isPending) return <Skeleton h={160} />;
  return (
    <Section title={words.deliveries} empty={sent.length === 0 ? words.noDeliveries : null}>
      <ScrollArea>
        <Table miw={640}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{words.event}</Table.Th>
              <Table.Th>{words.state}</Table.Th>
              <Table.Th>{words.answer}</Table.Th>
              <Table.Th ta="right">{words.tries}</Table.Th>
              <Table.Th>{words.when}</Table.Th>
              <Table.Th>
                <VisuallyHidden>{words.retry}</VisuallyHidden>
              </Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {sent.map((delivery) => (
              <DeliveryRow
                key={delivery.id}
                delivery={delivery}
                onLook={() => setLooked(delivery.id)}
              />
            ))}
          </Table.Tbody>
        </Table>
      </ScrollArea>
      <MoreButton list={list} />
      <OneDelivery id={looked} onClose={() => setLooked(null)} />
    </Section>
  );
}

function DeliveryRow({ delivery, onLook }: { delivery: Delivery; onLook: () => void }) {
  const retry = useSettleParked();
  const mayAct = useMay('rules.write');
  return (
    <Table.Tr>
      <Table.Td>
        <Anchor component="button" size="sm" onClick={onLook}>
          {spaced(delivery.event)}
        </Anchor>
        <br />
        {delivery.personId === null ? null : (
          <Who personId={delivery.personId} name={delivery.personName} />
        )}
      </Table.Td>
      <Table.Td>
        <Badge color={colours[delivery.state]}>{words.deliveryStates[delivery.state]}</Badge>
      </Table.Td>
      <Table.Td>
        {delivery.lastError ?? (delivery.lastStatus === null ? texts.none : delivery.lastStatus)}
      </Table.Td>
      <Table.Td ta="right">{delivery.attempts}</Table.Td>
      <Table.Td className="quiet">
        <When at={delivery.deliveredAt ?? delivery.createdAt} />
      </Table.Td>
      <Table.Td ta="right">
        {delivery.state === 'parked' && mayAct ? (
          <Button
            variant="default"
            onClick={() =>
              retry.mutate(
                { id: delivery.id, reason: null },
                { onSuccess: () => tell(words.retried) },
              )
            }
          >
            {words.retry}
          </Button>
        ) : null}
      </Table.Td>
    </Table.Tr>
  );
}
