// Global setup of the end-to-end tests: builds the program once, so that they test what the image ships. It writes to the same folder
// as `npm run build` and leaves the result there.

import { bundle } from '../../../tools/build/bundle.ts';

export async function setup(): Promise<void> {
  await bundle();
}
