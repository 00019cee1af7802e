// One visual language: a quiet grey ground, one blue for what can be done, colour only where it means something.
import {
  Badge,
  Button,
  createTheme,
  Modal,
  Paper,
  Table,
  type MantineColorsTuple,
} from '@mantine/core';
import { texts } from './texts/en.ts';

const blue: MantineColorsTuple = [
  '#eef2ff',
  '#dde4fb',
  '#b8c6f4',
  '#90a6ee',
  '#6d8ae8',
  '#5677e4',
  '#3d5fd6',
  '#2b4acb',
  '#2340b4',
  '#17338f',
];

export const theme = createTheme({
  primaryColor: 'blue',
  primaryShade: { light: 7, dark: 6 },
  colors: { blue },
  autoContrast: true,
  defaultRadius: 'sm',
  cursorType: 'pointer',
  fontFamily: 'Inter, ui-sans-serif, system-ui, "Segoe UI", Roboto, "Helvetica Neue", sans-serif',
  fontFamilyMonospace: 'ui-monospace, "Cascadia Mono", "SF Mono", Menlo, monospace',
  fontSizes: { xs: '0.75rem', sm: '0.8125rem', md: '0.875rem', lg: '1rem', xl: '1.125rem' },
  headings: {
    fontWeight: '600',
    sizes: {
      h1: { fontSize: '1.25rem', lineHeight: '1.4' },
      h2: { fontSize: '1rem', lineHeight: '1.4' },
      h3: { fontSize: '0.875rem', lineHeight: '1.4' },
    },
  },
  components: {
    Button: Button.extend({ defaultProps: { size: 'xs' } }),
    Badge: Badge.extend({
      defaultProps: { variant: 'light', radius: 'sm', tt: 'none', fw: 500, miw: 'max-content' },
    }),
    // A dialog's head is no banner of the page, and its cross has a name.
    Modal: Modal.extend({
      defaultProps: {
        closeButtonProps: { 'aria-label': texts.close },
        attributes: { header: { role: 'presentation' } },
      },
    }),
    Paper: Paper.extend({ defaultProps: { withBorder: true, p: 'md' } }),
    Table: Table.extend({ defaultProps: { verticalSpacing: 6, horizontalSpacing: 'sm' } }),
  },
});
