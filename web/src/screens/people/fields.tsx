// Field by field: what is agreed, what each side holds, and why it stands so; what is the same is folded away.
import { Badge, Button, ScrollArea, Stack, Table, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { personFieldsQuery, type FieldStanding, type RecordFields } from '../../api/privacy.ts';
import { LinkTo } from '../../parts/link-to.tsx';
import { Section } from '../../parts/section.tsx';
import { fieldWords, valueWords } from '../../parts/value-words.ts';
import { texts } from '../../texts/en.ts';

const words = texts.people;
const colours: Record<FieldStanding['state'], string> = {
  same: 'green',
  ours_waits: 'blue',
  theirs_kept: 'gray',
  conflict: 'orange',
  frozen: 'orange',
  unread: 'gray',
};

export function Fields({ personId }: { personId: string }) {
  const { data } = useQuery(personFieldsQuery(personId));
  if (data === undefined || data.items.length === 0) return null;
  return data.items.map((record) => <OneRecord key={record.recordId} record={record} />);
}

function OneRecord({ record }: { record: RecordFields }) {
  const [isOpen, setOpen] = useState(false);
  const different = record.fields.filter(({ state }) => state !== 'same');
  const shown = isOpen ? record.fields : different;
  const canFold = different.length < record.fields.length;
  const isAllSame = different.length === 0 && record.fields.length > 0;
  return (
    <Section
      title={words.fields}
      empty={record.fields.length === 0 ? words.noFields : null}
      aside={
        canFold ? (
          <Button variant="subtle" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
            {isOpen ? words.hideSame : words.showSame}
          </Button>
        ) : null
      }
    >
      <Text size="xs" className="quiet">
        {record.isRead ? words.fieldsHelp : words.fieldsAgreed}
      </Text>
      {isAllSame && !isOpen ? <Text size="sm">{words.allSame(record.fields.length)}</Text> : null}
      <ScrollArea hidden={shown.length === 0}>
        <Table miw={520}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{words.field}</Table.Th>
              <Table.Th>{words.oursNow}</Table.Th>
              <Table.Th>{words.theirsNow}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {shown.map((field) => (
              <FieldRow key={field.field} field={field} />
            ))}
          </Table.Tbody>
        </Table>
      </ScrollArea>
    </Section>
  );
}

function FieldRow({ field }: { field: FieldStanding }) {
  const { state } = field;
  return (
    <Table.Tr>
      <Table.Td>
        <Stack gap={2} align="flex-start">
          {fieldWords(field.field)}
          <Badge color={colours[state]}>{words.fieldStates[state]}</Badge>
          {state === 'same' ? null : (
            <Text size="xs" className="quiet">
              {state === 'conflict' ? (
                <LinkTo to="/review" search={{ tab: 'conflicts' }} size="xs">
                  {field.because}
                </LinkTo>
              ) : (
                field.because
              )}
            </Text>
          )}
        </Stack>
      </Table.Td>
      <Table.Td style={{ overflowWrap: 'anywhere' }}>{valueWords(field.ours)}</Table.Td>
      <Table.Td style={{ overflowWrap: 'anywhere' }}>{valueWords(field.theirs)}</Table.Td>
    </Table.Tr>
  );
}
