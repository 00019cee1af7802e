// Taking a mapping away as JSON, bringing one in, and starting from the suggested one.
import { Button, FileButton, Group } from '@mantine/core';
import { IconDownload, IconUpload } from '@tabler/icons-react';
import { readSuggestedMapping } from '../../../api/mapping.ts';
import { tell } from '../../../parts/told.tsx';
import { mapping as words } from '../../../texts/mapping.ts';
import type { MappingBody } from './mapping-body.ts';

interface Props {
  body: MappingBody;
  isLocked: boolean;
  onChange: (body: MappingBody) => void;
}

export function MappingFiles({ body, isLocked, onChange }: Props) {
  const json = JSON.stringify(body, null, 2);
  const take = async (file: File | null): Promise<void> => {
    const read = file === null ? null : asMapping(await file.text());
    if (read !== null) onChange(read);
    else if (file !== null) tell(words.badFile);
  };
  return (
    <Group gap="xs">
      {isLocked ? null : (
        <Button
          variant="default"
          onClick={() => void readSuggestedMapping().then((read) => onChange(read as MappingBody))}
        >
          {words.suggested}
        </Button>
      )}
      <Button
        component="a"
        variant="default"
        leftSection={<IconDownload size={14} aria-hidden />}
        href={`data:application/json;charset=utf-8,${encodeURIComponent(json)}`}
        download="mapping.json"
      >
        {words.download}
      </Button>
      {isLocked ? null : (
        <FileButton accept="application/json,.json" onChange={(file) => void take(file)}>
          {(props) => (
            <Button {...props} variant="default" leftSection={<IconUpload size={14} aria-hidden />}>
              {words.upload}
            </Button>
          )}
        </FileButton>
      )}
    </Group>
  );
}

/** Only so far that the table can show it; the server checks the rest. */
function asMapping(text: string): MappingBody | null {
  try {
    const read = JSON.parse(text) as Partial<MappingBody>;
    if (!Array.isArray(read.rules)) return null;
    return { version: 1, computed: read.computed ?? [], rules: read.rules };
  } catch {
    return null;
  }
}
