import { readArguments, UsageError, usage } from './args.ts';

async function main(argv: readonly string[]): Promise<number> {
  try {
    const args = readArguments(argv);
    if (!args.help) {
      // Loaded only now, so that help and mistakes are answered at once.
      const { run } = await import('./run.ts');
      return await run(args);
    }
    console.log(usage);
    return 0;
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    console.error(`${error.message} (see npm start -- --help).`);
    return 2;
  }
}

process.exitCode = await main(process.argv.slice(2));
