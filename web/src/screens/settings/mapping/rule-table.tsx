// The rules of a mapping in the order they are tried; each is edited in a dialog.
import { Button, Group, Modal, Stack, Table, Text, VisuallyHidden } from '@mantine/core';
import { useState } from 'react';
import { mapping as words } from '../../../texts/mapping.ts';
import { factName, stepsLine, targetName, type MappingBody, type Rule } from './mapping-body.ts';
import { RuleForm } from './rule-form.tsx';

interface Props {
  body: MappingBody;
  isLocked: boolean;
  onChange: (body: MappingBody) => void;
}

const newRule: Rule = {
  from: 'headline',
  transforms: [],
  to: { kind: 'contact', field: 'headline' },
  policy: 'fill_if_empty',
};

export function RuleTable({ body, isLocked, onChange }: Props) {
  const [asked, setAsked] = useState<number | null>(null);
  const put = (rules: Rule[]): void => onChange({ ...body, rules });
  const rule = asked === null ? undefined : body.rules[asked];
  return (
    <Stack gap="xs">
      <Table.ScrollContainer minWidth={600}>
        <Table>
          <Table.Thead>
            <Table.Tr>
              <Table.Th w={36}>
                <VisuallyHidden>{words.rule}</VisuallyHidden>
              </Table.Th>
              <Table.Th>{words.fact}</Table.Th>
              <Table.Th>{words.to}</Table.Th>
              <Table.Th>{words.policy}</Table.Th>
              <Table.Th>
                <VisuallyHidden>{words.edit}</VisuallyHidden>
              </Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {body.rules.map((each, index) => (
              <RuleRow
                key={index}
                rule={each}
                place={index + 1}
                isLocked={isLocked}
                onEdit={() => setAsked(index)}
                onRemove={() => put(body.rules.filter((_, at) => at !== index))}
              />
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
      {isLocked ? null : (
        <Group>
          <Button
            variant="default"
            onClick={() => {
              put([...body.rules, newRule]);
              setAsked(body.rules.length);
            }}
          >
            {words.addRule}
          </Button>
        </Group>
      )}
      <Modal
        opened={rule !== undefined}
        onClose={() => setAsked(null)}
        title={rule === undefined ? '' : targetName(rule.to)}
        size="lg"
      >
        {rule === undefined ? null : (
          <RuleForm
            rule={rule}
            computed={body.computed.map(({ name }) => name)}
            onChange={(next) => put(body.rules.map((each, at) => (at === asked ? next : each)))}
            onDone={() => setAsked(null)}
          />
        )}
      </Modal>
    </Stack>
  );
}

interface RowProps {
  rule: Rule;
  place: number;
  isLocked: boolean;
  onEdit: () => void;
  onRemove: () => void;
}

function RuleRow({ rule, place, isLocked, onEdit, onRemove }: RowProps) {
  const name = targetName(rule.to);
  const steps = stepsLine(rule.transforms);
  return (
    <Table.Tr>
      <Table.Td className="quiet">{place}</Table.Td>
      <Table.Td>
        {factName(rule.from)}
        {steps === '' ? null : (
          <Text size="xs" className="quiet">
            {steps}
          </Text>
        )}
      </Table.Td>
      <Table.Td>{name}</Table.Td>
      <Table.Td>{words.policies[rule.policy]}</Table.Td>
      <Table.Td ta="right">
        {isLocked ? null : (
          <Group gap={4} wrap="nowrap" justify="flex-end">
            <Button variant="subtle" aria-label={words.editRule(name)} onClick={onEdit}>
              {words.edit}
            </Button>
            <Button variant="subtle" aria-label={words.removeRule(name)} onClick={onRemove}>
              {words.remove}
            </Button>
          </Group>
        )}
      </Table.Td>
    </Table.Tr>
  );
}
