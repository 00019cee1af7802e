// A choice out of words that are known, typed by their keys.
import { Select } from '@mantine/core';

interface Props<Value extends string> {
  label: string;
  /** The label is told to screen readers only, as in a table whose head says it. */
  isQuiet?: boolean;
  value: Value;
  words: Readonly<Record<Value, string>>;
  isLocked: boolean;
  onChange: (value: Value) => void;
}

export function Choice<Value extends string>(props: Props<Value>) {
  const { label, isQuiet = false, value, words, isLocked, onChange } = props;
  const known = Object.keys(words) as Value[];
  return (
    <Select
      {...(isQuiet ? { 'aria-label': label } : { label })}
      value={value}
      allowDeselect={false}
      disabled={isLocked}
      data={known.map((each) => ({ value: each, label: words[each] }))}
      onChange={(next) => {
        const chosen = known.find((each) => each === next);
        if (chosen !== undefined) onChange(chosen);
      }}
    />
  );
}
