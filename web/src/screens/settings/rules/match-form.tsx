// Who is one person: how sure to be, which keys count how much, and what never joins.
import {
  ActionIcon,
  Group,
  NumberInput,
  Stack,
  Switch,
  Table,
  TagsInput,
  Title,
  VisuallyHidden,
} from '@mantine/core';
import { IconArrowDown, IconArrowUp } from '@tabler/icons-react';
import { settings as words } from '../../../texts/settings.ts';
import { guardWords, matchKeyWords, strengthWords } from '../../../texts/settings-words.ts';
import type { FormProps, MatchBody } from './bodies.ts';
import { Choice } from './choice.tsx';

type Props = FormProps<MatchBody>;

export function MatchForm({ body, onChange, isLocked }: Props) {
  return (
    <Stack gap="md">
      <Group align="flex-start" grow>
        <Sure
          label={words.mergeFrom}
          help={words.mergeFromHelp}
          share={body.mergeFrom}
          isLocked={isLocked}
          onChange={(mergeFrom) => onChange({ ...body, mergeFrom })}
        />
        <Sure
          label={words.askFrom}
          help={words.askFromHelp}
          share={body.askFrom}
          isLocked={isLocked}
          onChange={(askFrom) => onChange({ ...body, askFrom })}
        />
      </Group>
      <Keys body={body} onChange={onChange} isLocked={isLocked} />
      <Stack gap="xs">
        <Title order={3}>{words.guards}</Title>
        {Object.entries(body.guards).map(([name, isOn]) => (
          <Switch
            key={name}
            label={guardWords[name] ?? name}
            checked={isOn}
            disabled={isLocked}
            onChange={(event) => {
              const guards = { ...body.guards, [name]: event.currentTarget.checked };
              onChange({ ...body, guards });
            }}
          />
        ))}
      </Stack>
    </Stack>
  );
}

interface SureProps {
  label: string;
  help: string;
  share: number;
  isLocked: boolean;
  onChange: (share: number) => void;
}

/** People say per cent; the server keeps a share of one. */
function Sure({ label, help, share, isLocked, onChange }: SureProps) {
  return (
    <NumberInput
      label={label}
      description={help}
      miw={200}
      min={0.1}
      max={100}
      decimalScale={4}
      suffix=" %"
      disabled={isLocked}
      value={Number((share * 100).toFixed(4))}
      onChange={(percent) => {
        if (typeof percent === 'number') onChange(Number((percent / 100).toFixed(6)));
      }}
    />
  );
}

function Keys({ body, onChange, isLocked }: Props) {
  const { keys } = body;
  const change = (index: number, next: MatchBody['keys'][number]): void =>
    onChange({ ...body, keys: keys.map((key, at) => (at === index ? next : key)) });
  const move = (index: number, by: -1 | 1): void => {
    const moved = [...keys];
    const [key] = moved.splice(index, 1);
    if (key === undefined) return;
    moved.splice(index + by, 0, key);
    onChange({ ...body, keys: moved });
  };
  return (
    <Stack gap="xs">
      <Title order={3}>{words.keys}</Title>
      <Table.ScrollContainer minWidth={620}>
        <Table>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{words.key}</Table.Th>
              <Table.Th>{words.strength}</Table.Th>
              <Table.Th>{words.except}</Table.Th>
              <Table.Th>
                <VisuallyHidden>{words.keys}</VisuallyHidden>
              </Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {keys.map((key, index) => (
              <Table.Tr key={key.kind}>
                <Table.Td>{matchKeyWords[key.kind]}</Table.Td>
                <Table.Td w={190}>
                  <Choice
                    isQuiet
                    label={`${matchKeyWords[key.kind]}: ${words.strength}`}
                    value={key.strength}
                    words={strengthWords}
                    isLocked={isLocked}
                    onChange={(strength) => change(index, { ...key, strength })}
                  />
                </Table.Td>
                <Table.Td w={220}>
                  <TagsInput
                    aria-label={`${matchKeyWords[key.kind]}: ${words.exceptHelp}`}
                    placeholder={(key.except ?? []).length === 0 ? '@client.example' : ''}
                    disabled={isLocked}
                    value={key.except ?? []}
                    onChange={(except) => change(index, { ...key, except })}
                  />
                </Table.Td>
                <Table.Td w={84}>
                  <Group gap={4} wrap="nowrap">
                    <ActionIcon
                      variant="default"
                      aria-label={words.moveUp(matchKeyWords[key.kind])}
                      disabled={isLocked || index === 0}
                      onClick={() => move(index, -1)}
                    >
                      <IconArrowUp size={14} aria-hidden />
                    </ActionIcon>
                    <ActionIcon
                      variant="default"
                      aria-label={words.moveDown(matchKeyWords[key.kind])}
                      disabled={isLocked || index === keys.length - 1}
                      onClick={() => move(index, 1)}
                    >
                      <IconArrowDown size={14} aria-hidden />
                    </ActionIcon>
                  </Group>
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </Stack>
  );
}
