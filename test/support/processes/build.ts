// Global setup of the end-to-end tests: builds the program once, so that they test what the image ships. It builds where
// `npm run build` does and leaves the result there.

import { bundle } from '../../../tools/build/bundle.ts';

export async function setup(): Promise<void> {
  await bundle();
}
