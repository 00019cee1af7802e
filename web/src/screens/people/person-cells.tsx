// One person's cells in the list.
import { Anchor, Badge, Checkbox, Table, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { valueOf, type PersonShown } from '../../api/people.ts';
import { When } from '../../parts/when.tsx';
import { texts } from '../../texts/en.ts';
import type { Column } from './columns.tsx';

const words = texts.people;
const skillsShown = 4;

interface Props {
  person: PersonShown;
  columns: readonly Column[];
  isChosen: boolean;
  onChoose: (isOn: boolean) => void;
}

export function PersonCells({ person, columns, isChosen, onChoose }: Props) {
  const name = valueOf(person.canonical, 'name');
  return (
    <>
      <Table.Td onClick={(event) => event.stopPropagation()}>
        <Checkbox
          size="xs"
          aria-label={words.choose(name ?? words.unnamed)}
          checked={isChosen}
          disabled={person.isErased}
          onChange={(event) => onChoose(event.currentTarget.checked)}
        />
      </Table.Td>
      <Table.Td>
        <Anchor
          component={Link}
          to={`/people/${person.id}`}
          size="sm"
          fw={500}
          c="inherit"
          underline="hover"
        >
          {name ?? <span className="quiet">{words.unnamed}</span>}
        </Anchor>{' '}
        {person.isErased ? <Badge color="gray">{words.erased}</Badge> : null}
        <Text size="xs" className="quiet" hiddenFrom="sm">
          {workOf(person)}
        </Text>
      </Table.Td>
      {columns.map((column) => (
        <Table.Td key={column} visibleFrom={column === 'changed' ? 'xs' : 'sm'}>
          {cellOf(person, column)}
        </Table.Td>
      ))}
    </>
  );
}

function cellOf(person: PersonShown, column: Column): ReactNode {
  const { canonical } = person;
  switch (column) {
    case 'work':
      return workOf(person) || texts.none;
    case 'place':
      return valueOf(canonical, 'location') ?? texts.none;
    case 'reach':
      return firstContact(canonical['emails']) ?? firstContact(canonical['phones']) ?? texts.none;
    case 'sources':
      return textsIn(canonical['sources']).join(', ') || texts.none;
    case 'skills':
      return textsIn(canonical['skills']).slice(0, skillsShown).join(', ') || texts.none;
    case 'changed':
      return (
        <Text size="sm" className="quiet">
          <When at={person.changedAt} />
        </Text>
      );
  }
}

function workOf({ canonical }: PersonShown): string {
  return [valueOf(canonical, 'title'), valueOf(canonical, 'employer')].filter(Boolean).join(', ');
}

function firstContact(value: unknown): string | null {
  const first: unknown = Array.isArray(value) ? value[0] : undefined;
  if (typeof first !== 'object' || first === null) return null;
  const { shownAs, value: text } = first as { shownAs?: unknown; value?: unknown };
  return typeof shownAs === 'string' ? shownAs : typeof text === 'string' ? text : null;
}

function textsIn(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((each) => typeof each === 'string') : [];
}
