// Which columns the list of people shows; kept in this browser.
import { Button, Checkbox, Popover, Stack } from '@mantine/core';
import { useLocalStorage } from '@mantine/hooks';
import { IconColumns3 } from '@tabler/icons-react';
import { texts } from '../../texts/en.ts';

const words = texts.people;
export const columnNames = ['work', 'place', 'reach', 'sources', 'skills', 'changed'] as const;
export type Column = (typeof columnNames)[number];

const shippedColumns: Column[] = ['work', 'place', 'changed'];

export function useColumns(): [readonly Column[], (columns: Column[]) => void] {
  const [columns, setColumns] = useLocalStorage<Column[]>({
    key: 'fulcrum people columns',
    defaultValue: shippedColumns,
    getInitialValueInEffect: false,
  });
  return [columnNames.filter((each) => columns.includes(each)), setColumns];
}

interface Props {
  columns: readonly Column[];
  onChange: (columns: Column[]) => void;
}

export function ColumnMenu({ columns, onChange }: Props) {
  return (
    <Popover position="bottom-end" trapFocus>
      <Popover.Target>
        <Button
          variant="default"
          visibleFrom="sm"
          leftSection={<IconColumns3 size={14} aria-hidden />}
        >
          {words.columns}
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label={words.columns}>
        <Stack gap="xs">
          {columnNames.map((name) => (
            <Checkbox
              key={name}
              label={words.columnNames[name]}
              checked={columns.includes(name)}
              onChange={(event) =>
                onChange(
                  event.currentTarget.checked
                    ? [...columns, name]
                    : columns.filter((each) => each !== name),
                )
              }
            />
          ))}
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}
