// What policies ask about an incident (is it significant, major, material), and what a review answers. Reads no clock.

import type { DisclosurePlace, DisclosureRules } from './policy.ts';
import { isInDisclosureScope } from './policy.ts';

/** The answer of a review to one question. Epoch milliseconds. */
export interface Classification {
  readonly name: string;
  readonly outcome: 'Yes' | 'No';
  readonly at: number;
}

/** A question that a policy asks about an incident. */
export interface ClassificationAsked {
  readonly name: string;
  /** How long after detection the answer is owed. */
  readonly withinMs: number;
  /** The policy names severities, and the incident has one of them: the answer is owed whatever a check says of severities. */
  readonly isForSeverity: boolean;
}

const NONE: readonly ClassificationAsked[] = [];

/** What the policies that apply ask about an incident; a question of two policies is there twice. */
export function classificationsAsked(
  policies: readonly DisclosureRules[],
  incident: DisclosurePlace,
): readonly ClassificationAsked[] {
  const asking = policies.filter(
    ({ classifications, appliesTo }) => classifications.length > 0 && isInDisclosureScope(appliesTo, incident),
  );
  if (asking.length === 0) return NONE;
  return asking.flatMap(({ classifications, assessWithinMs, appliesTo }) =>
    classifications.map((name) => ({
      name,
      withinMs: assessWithinMs,
      isForSeverity: appliesTo.severities.length > 0,
    })),
  );
}

/** The answer to a question; undefined while there is none. */
export function answerTo(name: string, classifications: readonly Classification[]): Classification | undefined {
  return classifications.find((one) => one.name === name);
}

/** When the incident was classified as this; undefined where it was not. */
export function classifiedAs(name: string, classifications: readonly Classification[]): number | undefined {
  const answer = answerTo(name, classifications);
  return answer?.outcome === 'Yes' ? answer.at : undefined;
}
