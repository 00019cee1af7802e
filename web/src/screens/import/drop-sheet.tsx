// The place to drop a spreadsheet; by keyboard a file is chosen.
import { Button, Group, Loader, Paper, Stack, Text, Title } from '@mantine/core';
import { IconTableImport } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { useRef, useState, type DragEvent } from 'react';
import { useUpload } from '../../api/imports.ts';
import { useMay } from '../../api/session.ts';
import { tell } from '../../parts/told.tsx';
import { Trouble } from '../../parts/trouble.tsx';
import { importing as words } from '../../texts/import.ts';

const kinds = '.csv,.tsv,.txt,text/csv,text/tab-separated-values';

export function DropSheet() {
  const navigate = useNavigate();
  const upload = useUpload((id) => void navigate({ to: '/import', search: { id } }));
  const [isOver, setOver] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  const mayImport = useMay('intake.write');
  if (!mayImport) return null;
  const take = (files: FileList | null): void => {
    const file = files?.[0];
    if (file === undefined) return;
    if ((files?.length ?? 0) > 1) tell(words.oneOnly);
    upload.mutate(file);
  };
  const onDrop = (event: DragEvent): void => {
    event.preventDefault();
    setOver(false);
    take(event.dataTransfer.files);
  };
  return (
    <Stack gap="sm">
      <Paper
        p="xl"
        className="drop-place"
        data-over={isOver || undefined}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={onDrop}
      >
        <Stack align="center" gap="xs" ta="center">
          <IconTableImport size={28} stroke={1.5} className="quiet" aria-hidden />
          <Title order={2}>{words.dropTitle}</Title>
          <Text size="sm" className="quiet" maw={520}>
            {words.dropHelp}
          </Text>
          {upload.isPending ? (
            <Group gap="xs" role="status">
              <Loader size="xs" />
              <Text size="sm">{words.uploading}</Text>
            </Group>
          ) : (
            <Button size="sm" onClick={() => input.current?.click()}>
              {words.choose}
            </Button>
          )}
          <input
            ref={input}
            type="file"
            accept={kinds}
            hidden
            aria-label={words.choose}
            onChange={(event) => {
              take(event.currentTarget.files);
              event.currentTarget.value = '';
            }}
          />
        </Stack>
      </Paper>
      {upload.error === null ? null : <Trouble error={upload.error} />}
    </Stack>
  );
}
