// Openings and clicks of a sequence: off unless switched on, and machines told apart from people.
import { Group, Switch, Table, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useMay } from '../../api/session.ts';
import {
  sequenceTrackingQuery,
  trackingQuery,
  useChangeTracking,
  type SequenceTracking,
} from '../../api/tracking.ts';
import { countWords } from '../../parts/number-words.ts';
import { Section } from '../../parts/section.tsx';
import { spaced } from '../../parts/value-words.ts';
import { sequences as words } from '../../texts/sequences.ts';

const kinds = [
  { name: 'opens', label: words.trackOpens },
  { name: 'clicks', label: words.trackClicks },
] as const;

export function Tracking({ sequenceId }: { sequenceId: string }) {
  const whole = useQuery(trackingQuery).data;
  const own = useQuery(sequenceTrackingQuery(sequenceId)).data;
  const change = useChangeTracking(sequenceId);
  const mayChange = useMay('rules.write');
  if (whole === undefined || own === undefined) return null;
  return (
    <Section title={words.tracking}>
      <Text size="sm" className="quiet">
        {whole.isOn ? words.trackingOn(whole.domain) : words.trackingOff}
      </Text>
      {whole.isOn ? (
        <Group gap="lg">
          {kinds.map(({ name, label }) => (
            <Switch
              key={name}
              label={label}
              checked={own[name]}
              disabled={!mayChange || change.isPending}
              onChange={(event) => {
                const { opens, clicks } = own;
                change.mutate({ opens, clicks, [name]: event.currentTarget.checked });
              }}
            />
          ))}
        </Group>
      ) : null}
      {own.opens || own.clicks ? <Seen own={own} /> : null}
    </Section>
  );
}

function Seen({ own }: { own: SequenceTracking }) {
  const verdicts = Object.keys(own.opened);
  return (
    <Table>
      <Table.Thead>
        <Table.Tr>
          <Table.Th pl={0}>{words.seenBy}</Table.Th>
          <Table.Th ta="right">{words.trackOpens}</Table.Th>
          <Table.Th ta="right">{words.trackClicks}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {verdicts.map((verdict) => (
          <Table.Tr key={verdict}>
            <Table.Td pl={0}>{words.verdicts[verdict] ?? spaced(verdict)}</Table.Td>
            <Table.Td ta="right">{countWords(own.opened[verdict] ?? 0)}</Table.Td>
            <Table.Td ta="right">{countWords(own.clicked[verdict] ?? 0)}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
