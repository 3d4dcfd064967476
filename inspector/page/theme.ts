import { signal } from '@preact/signals';

const themes = ['system', 'light', 'dark'] as const;
export type Theme = (typeof themes)[number];

const KEY = 'xstate-phoenix-inspector.theme';

/** The colours that were asked for; they belong to the browser and not to a recording. */
export const theme = signal<Theme>(themes.find((name) => name === localStorage.getItem(KEY)) ?? 'system');

/** Takes the next of the system's colours, light ones, and dark ones. */
export function nextTheme(): void {
  theme.value = themes[(themes.indexOf(theme.value) + 1) % themes.length] ?? 'system';
  localStorage.setItem(KEY, theme.value);
  showTheme();
}

export function showTheme(): void {
  document.documentElement.dataset.theme = theme.value;
}
