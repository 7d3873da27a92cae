import { defineConfig } from 'vitest/config';
export default defineConfig({ root: '/tmp/wt/memory', test: { include: ['test/contract/kube-client.memory.test.ts','src/kube/memory/**/*.test.ts','src/cli/**/*.test.ts'], testTimeout: 20000 } });
