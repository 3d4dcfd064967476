/**
 * Makes the file of the drop-in for old tools. Run: npm run build --workspace phoenix-dropin.
 */
import { fileURLToPath } from 'node:url';
import { bundleLegacy } from './bundle/legacy.ts';

await bundleLegacy(fileURLToPath(new URL('../phoenix-dropin/dist', import.meta.url)));
