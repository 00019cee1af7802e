// Health: the connection and its switch, the lanes and the budget, what came last, what was done last, the checks.
import { Badge, Button, Grid, Group, Skeleton, Stack, Table, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useMay } from '../../api/session.ts';
import {
  connectionQuery,
  healthQuery,
  useSwitchSync,
  type Connection,
  type Health as HealthShown,
} from '../../api/sync.ts';
import { Ask } from '../../parts/ask.tsx';
import { spanWords } from '../../parts/number-words.ts';
import { Section } from '../../parts/section.tsx';
import { tell } from '../../parts/told.tsx';
import { Trouble } from '../../parts/trouble.tsx';
import { When } from '../../parts/when.tsx';
import { texts } from '../../texts/en.ts';
import { sync as words } from '../../texts/sync.ts';
import { Budget } from '../home/budget.tsx';
import { Activity } from './activity.tsx';
import { Checks } from './checks.tsx';

const colours = { on: 'green', off: 'gray', unauthorized: 'red' } as const;

export function Health() {
  const health = useQuery(healthQuery);
  const connection = useQuery(connectionQuery);
  if (health.error !== null) {
    return <Trouble error={health.error} onRetry={() => void health.refetch()} />;
  }
  if (health.data === undefined || connection.data === undefined) return <Skeleton h={360} />;
  return (
    <Grid gap="md">
      <Grid.Col span={{ base: 12, md: 6 }}>
        <Stack gap="md">
          <ConnectionCard connection={connection.data.connection} health={health.data} />
          <Incoming hooks={health.data.hooks} />
        </Stack>
      </Grid.Col>
      <Grid.Col span={{ base: 12, md: 6 }}>
        <Stack gap="md">
          <Budget />
          <Checks />
          <Activity />
        </Stack>
      </Grid.Col>
    </Grid>
  );
}

function ConnectionCard(props: { connection: Connection | null; health: HealthShown }) {
  const { connection, health } = props;
  const [isAsked, ask] = useDisclosure(false);
  const flip = useSwitchSync();
  const maySwitch = useMay('sync.write');
  if (connection === null) {
    return (
      <Section title={words.connection}>
        <Group justify="space-between">
          <Text size="sm" className="quiet">
            {words.noConnection}
          </Text>
          <Button component={Link} to="/start">
            {words.connect}
          </Button>
        </Group>
      </Section>
    );
  }
  const aside = (
    <Group gap="xs">
      <Badge color={colours[connection.state]}>{words.states[connection.state]}</Badge>
      {!maySwitch || connection.state === 'unauthorized' ? null : connection.state === 'on' ? (
        <Button variant="default" onClick={ask.open}>
          {words.switchOff}
        </Button>
      ) : (
        <Button
          loading={flip.isPending}
          onClick={() => flip.mutate({ on: true }, { onSuccess: () => tell(words.switchedOn) })}
        >
          {words.switchOn}
        </Button>
      )}
    </Group>
  );
  return (
    <Section title={words.connection} aside={aside}>
      {connection.because === null ? null : <Text size="sm">{connection.because}</Text>}
      <Table layout="fixed">
        <Table.Tbody>
          <Line
            label={words.account}
            value={`${new URL(connection.baseUrl).host}, ${words.kinds[connection.credentialKind]}`}
          />
          <Line
            label={words.confidential}
            value={connection.mayReadConfidential ? texts.yes : texts.no}
          />
          <Line
            label={words.changes}
            value={`${connection.hasWebhooks ? words.byWebhooks : words.byPolling}; ${health.pollAgeSeconds === null ? words.neverPolled : words.polled(spanWords(health.pollAgeSeconds))}`}
          />
        </Table.Tbody>
      </Table>
      <Ask
        isOpen={isAsked}
        onClose={ask.close}
        title={words.switchOff}
        help={words.switchOffHelp}
        label={words.reason}
        isPending={flip.isPending}
        onGiven={(because) =>
          flip.mutate(
            { on: false, because },
            {
              onSuccess() {
                tell(words.switchedOff);
                ask.close();
              },
            },
          )
        }
      />
    </Section>
  );
}

function Line({ label, value }: { label: string; value: string }) {
  return (
    <Table.Tr>
      <Table.Td className="quiet" pl={0}>
        {label}
      </Table.Td>
      <Table.Td>{value}</Table.Td>
    </Table.Tr>
  );
}

function Incoming({ hooks }: { hooks: HealthShown['hooks'] }) {
  return (
    <Section title={words.incoming} empty={hooks.length === 0 ? words.noHooks : null}>
      <Table>
        <Table.Thead>
          <Table.Tr>
            <Table.Th pl={0}>{words.event}</Table.Th>
            <Table.Th ta="right">{words.lastCame}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {hooks.map((hook) => (
            <Table.Tr key={hook.event}>
              <Table.Td pl={0}>{hook.event}</Table.Td>
              <Table.Td ta="right" className="quiet">
                {hook.lastReceivedAt === null ? words.never : <When at={hook.lastReceivedAt} />}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Section>
  );
}
