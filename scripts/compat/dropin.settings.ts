/** What the guide to the drop-in tells each tool, so that it takes the drop-in where a program imports npm `phoenix`. */
export const settings = {
  esbuild: '--alias:phoenix=xstate-phoenix/phoenix --alias:@supabase/phoenix=xstate-phoenix/phoenix',
  vite: `  resolve: {
    alias: { phoenix: 'xstate-phoenix/phoenix', '@supabase/phoenix': 'xstate-phoenix/phoenix' },
  },`,
  rollup: `    alias({ entries: { phoenix: 'xstate-phoenix/phoenix', '@supabase/phoenix': 'xstate-phoenix/phoenix' } }),`,
  webpack: `  resolve: {
    alias: { phoenix$: 'xstate-phoenix/phoenix', '@supabase/phoenix$': 'xstate-phoenix/phoenix' },
  },`,
  jest: `  moduleNameMapper: { '^(@supabase/)?phoenix$': 'xstate-phoenix-dropin/legacy' },`,
  vitest: `  ssr: { resolve: { mainFields: ['module', 'main'] } },
  test: {
    alias: { phoenix: 'xstate-phoenix/phoenix', '@supabase/phoenix': 'xstate-phoenix/phoenix' },
    server: { deps: { inline: ['@supabase/realtime-js'] } },
  },`,
} as const;
