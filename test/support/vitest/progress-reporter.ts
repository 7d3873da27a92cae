// Says after each file how far a long run is, records the files that passed, and ends with what took longest and what failed. It must not
// change whether a run fails.

import type { Reporter, TestModule, Vitest } from 'vitest/node';
import type { NightlyRecord } from './nightly-record.ts';

const LONGEST = 10;

interface Ended {
  readonly project: string;
  readonly file: string;
  readonly seconds: number;
  readonly ok: boolean;
}

export function progressReporter(record: NightlyRecord): Reporter {
  const ended: Ended[] = [];
  let vitest: Vitest | undefined;
  let total = 0;
  const startedMs = performance.now();
  const say = (line: string): void => vitest?.logger.log(line);
  return {
    onInit(instance) {
      vitest = instance;
    },
    onTestRunStart(specifications) {
      total = specifications.length;
      const before = Object.keys(record.passed()).length;
      say(
        `\nnightly: ${total} files to run; ${before} passed before at this commit (DOCKET_RESUME=1 leaves them out)\n`,
      );
    },
    onTestModuleEnd(module) {
      const end = endOf(module);
      ended.push(end);
      if (end.ok) record.add(end.project, end.file, end.seconds);
      const minutes = ((performance.now() - startedMs) / 60_000).toFixed(1);
      say(`[${ended.length}/${total}, ${minutes} min] ${end.ok ? 'passed' : 'FAILED'} ${lineOf(end)}`);
    },
    onTestRunEnd() {
      const slowest = ended.toSorted((a, b) => b.seconds - a.seconds).slice(0, LONGEST);
      say(['\nlongest:', ...slowest.map(lineOf)].join('\n  '));
      const failed = ended.filter(({ ok }) => !ok);
      if (failed.length > 0) say(['\nfailed:', ...failed.map(lineOf)].join('\n  '));
    },
  };
}

function endOf(module: TestModule): Ended {
  const { duration, collectDuration, setupDuration } = module.diagnostic();
  return {
    project: module.project.name,
    file: module.relativeModuleId,
    seconds: Math.round((duration + collectDuration + setupDuration) / 1000),
    ok: module.ok() && module.state() === 'passed',
  };
}

const lineOf = ({ project, file, seconds }: Ended): string => `${project} ${file} ${seconds} s`;
