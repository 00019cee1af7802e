// A text to write, with what is wrong marked at the very words, and values to put in.
import { Button, Group, Input, Menu, Text } from '@mantine/core';
import { useId, useRef } from 'react';
import type { LintProblem } from '../../api/sequences.ts';
import { sequences as words } from '../../texts/sequences.ts';
import { piecesOf } from './marks.ts';

interface Props {
  label: string;
  value: string;
  problems: readonly LintProblem[];
  isOneLine?: boolean;
  rows?: number;
  onChange: (value: string) => void;
}

export function WordsField({
  label,
  value,
  problems,
  isOneLine = false,
  rows = 1,
  onChange,
}: Props) {
  const id = useId();
  const typed = useRef<HTMLTextAreaElement>(null);
  const isWrong = problems.length > 0;
  const put = (text: string): void =>
    onChange(isOneLine ? text.replaceAll(/\s*\n\s*/gu, ' ') : text);
  const insert = (piece: string): void => {
    const field = typed.current;
    if (field === null) return;
    field.focus();
    field.setRangeText(piece, field.selectionStart, field.selectionEnd, 'end');
    put(field.value);
  };
  return (
    <Input.Wrapper>
      <Group justify="space-between" align="flex-end" mb={2}>
        <Input.Label htmlFor={id}>{label}</Input.Label>
        <InsertMenu onInsert={insert} label={label} />
      </Group>
      <div className="words-field">
        <div className="words-copy" aria-hidden>
          {piecesOf(value, problems).map((piece, index) =>
            piece.message === null ? (
              <span key={index}>{piece.text}</span>
            ) : (
              <mark key={index} title={piece.message}>
                {piece.text}
              </mark>
            ),
          )}
          {'\n'}
        </div>
        <textarea
          id={id}
          ref={typed}
          className="words-typed"
          rows={rows}
          value={value}
          spellCheck
          aria-invalid={isWrong}
          aria-describedby={isWrong ? `${id}-wrong` : undefined}
          onKeyDown={(event) => {
            if (isOneLine && event.key === 'Enter') event.preventDefault();
          }}
          onChange={(event) => put(event.currentTarget.value)}
        />
      </div>
      {isWrong ? (
        <div id={`${id}-wrong`}>
          {[...new Set(problems.map(({ message }) => message))].map((message) => (
            <Text key={message} size="xs" c="var(--mantine-color-red-light-color)" mt={4}>
              {message}
            </Text>
          ))}
        </div>
      ) : null}
    </Input.Wrapper>
  );
}

function InsertMenu(props: { label: string; onInsert: (piece: string) => void }) {
  return (
    <Menu position="bottom-end" width={232} returnFocus={false}>
      <Menu.Target>
        <Button variant="subtle" size="compact-xs" aria-label={`${words.insert}: ${props.label}`}>
          {words.insert}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {words.variables.map(([name, piece]) => (
          <Menu.Item key={name} onClick={() => props.onInsert(piece)}>
            {name}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Label style={{ whiteSpace: 'normal' }}>{words.variableHelp}</Menu.Label>
      </Menu.Dropdown>
    </Menu>
  );
}
