import cluster from 'node:cluster';

// The same file is run by all processes: by the first one, and by those that it forks.
if (cluster.isPrimary) await (await import('./primary.ts')).run();
else await (await import('./worker.ts')).run();
