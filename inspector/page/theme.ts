import { signal } from '@preact/signals';

const themes = ['system', 'light', 'dark'] as const;
export type Theme = (typeof themes)[number];

const KEY = 'xstate-phoenix-inspector.theme';

/** The chosen colours. They are kept in the browser, not in recordings. */
export const theme = signal<Theme>(themes.find((name) => name === localStorage.getItem(KEY)) ?? 'system');

/** Changes the colours: system, light, dark, and so on. */
export function nextTheme(): void {
  theme.value = themes[(themes.indexOf(theme.value) + 1) % themes.length] ?? 'system';
  localStorage.setItem(KEY, theme.value);
  showTheme();
}

export function showTheme(): void {
  document.documentElement.dataset.theme = theme.value;
}
